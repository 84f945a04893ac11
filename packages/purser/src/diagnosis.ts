// The diagnosis: facts about a server and its ledger, judged into lines that say what is well, what is not, and what to do.

export interface Facts {
  readonly now: number;
  readonly ledgerBytes: number;
  readonly diskFreeBytes: number;
  readonly ledgerHead: number;
  readonly entriesLastDay: number;
  readonly firstRecordedAt: number | null;
  readonly countersNearRange: number;
  readonly clockBehindMs: number;
  readonly newestBackupAt: number | null;
  /** Version of the Node that runs it, `v24.1.0`. */
  readonly node: string;
  /** The address that was asked; null = a directory at rest. */
  readonly url: string | null;
  /** How far the server's clock is ahead of the one here, in milliseconds; null where there is no server. */
  readonly clockOffsetMs: number | null;
}

export interface Finding {
  readonly about: "clock" | "disk" | "growth" | "range" | "backups" | "configuration";
  readonly level: "well" | "warning" | "problem";
  /** What is so, and what to do about it where something is to be done. */
  readonly text: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MEBIBYTE = 1_048_576;
/** R16: beyond it writes are refused. */
const CLOCK_BEHIND_MAX_MS = 5 * MINUTE_MS;
/** Clocks that keep time by the network differ by far less. */
const CLOCK_OFFSET_MAX_MS = 5_000;
const DISK_FREE_MIN = 256 * MEBIBYTE;
const DAYS_TO_FULL_WARNING = 30;
const DAYS_TO_FULL_PROBLEM = 3;
const BACKUP_AGE_MAX_MS = 7 * DAY_MS;
/** With fewer a day is no day, and a forecast is a guess. */
const HISTORY_MIN_MS = DAY_MS;
const NODE_MIN: readonly [major: number, minor: number] = [22, 18];

export function diagnose(facts: Facts): Finding[] {
  return [clock(facts), disk(facts), growth(facts), range(facts), backups(facts), configuration(facts)];
}

function clock({ now, clockBehindMs, clockOffsetMs }: Facts): Finding {
  const about = "clock";
  if (clockBehindMs > CLOCK_BEHIND_MAX_MS) {
    const newest = new Date(now + clockBehindMs).toISOString();
    const goesOn = new Date(now + clockBehindMs - CLOCK_BEHIND_MAX_MS).toISOString();
    const text = `The newest entry was recorded at ${newest}, ahead of the server's clock: that customer's writes are refused (ClockBehind). Set the server's clock if it is wrong. If the entry's time was wrong, writes go on by themselves at ${goesOn}.`;
    return { about, level: "problem", text };
  }
  if (clockBehindMs > 0) {
    const text = `The newest entry lies ${seconds(clockBehindMs)} ahead of the server's clock; until then usage is recorded at the entry's time. Keep the clock by the network (NTP).`;
    return { about, level: "warning", text };
  }
  if (clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_OFFSET_MAX_MS) {
    const side = clockOffsetMs > 0 ? "ahead of" : "behind";
    const text = `The server's clock is ${seconds(Math.abs(clockOffsetMs))} ${side} the one here. Keep both by the network (NTP).`;
    return { about, level: "warning", text };
  }
  return { about, level: "well", text: "The clock is ahead of every entry." };
}

function disk({ diskFreeBytes, ledgerBytes }: Facts): Finding {
  const about = "disk";
  const free = `${size(diskFreeBytes)} are free, the ledger has ${size(ledgerBytes)}`;
  if (diskFreeBytes < DISK_FREE_MIN) {
    return { about, level: "problem", text: `Only ${free}. Make room: a full disk refuses everything that writes.` };
  }
  if (diskFreeBytes < ledgerBytes) {
    return { about, level: "warning", text: `${free}: a backup would not fit. Make room, or copy old backups away.` };
  }
  return { about, level: "well", text: `${free}.` };
}

function growth({ now, ledgerBytes, ledgerHead, entriesLastDay, firstRecordedAt, diskFreeBytes }: Facts): Finding {
  const about = "growth";
  if (firstRecordedAt === null || now - firstRecordedAt < HISTORY_MIN_MS) {
    return { about, level: "well", text: `${count(ledgerHead)} entries, too young a ledger to say how it grows.` };
  }
  const bytes = (entriesLastDay * ledgerBytes) / Math.max(1, ledgerHead);
  const told = `${count(entriesLastDay)} entries in the last day, about ${size(bytes)}`;
  if (bytes === 0) return { about, level: "well", text: `${told}.` };
  const days = diskFreeBytes / bytes;
  const full = days > 3_650 ? "years to a full disk" : `${count(Math.floor(days))} days to a full disk`;
  const level = days < DAYS_TO_FULL_PROBLEM ? "problem" : days < DAYS_TO_FULL_WARNING ? "warning" : "well";
  return { about, level, text: `${told}: ${full}.${level === "well" ? "" : " Give it a larger disk."}` };
}

function range({ countersNearRange }: Facts): Finding {
  const about = "range";
  if (countersNearRange === 0)
    return { about, level: "well", text: "No counter has used 1 % of the range of amounts." };
  const text = `${count(countersNearRange)} counters have used 1 % of the range of amounts or more; at 100 % usage is refused (AmountOutOfRange). Count them with a capability of a smaller scale or a larger unit.`;
  return { about, level: "warning", text };
}

function backups({ now, newestBackupAt, ledgerHead }: Facts): Finding {
  const about = "backups";
  if (newestBackupAt === null) {
    if (ledgerHead === 0) return { about, level: "well", text: "Nothing to back up yet." };
    return {
      about,
      level: "warning",
      text: "There is no backup. Make one: purser backup. Then copy it to another machine.",
    };
  }
  const age = now - newestBackupAt;
  const told = `The newest backup was made at ${new Date(newestBackupAt).toISOString()}`;
  if (age <= BACKUP_AGE_MAX_MS) return { about, level: "well", text: `${told}.` };
  return {
    about,
    level: "warning",
    text: `${told}, ${count(Math.floor(age / DAY_MS))} days ago. Make one: purser backup.`,
  };
}

function configuration({ node, url }: Facts): Finding {
  const about = "configuration";
  const [major = 0, minor = 0] = node.replace("v", "").split(".").map(Number);
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
    return { about, level: "problem", text: `Node ${node} is too old: Purser needs ${NODE_MIN.join(".")} or newer.` };
  }
  if (url !== null && isInClear(url)) {
    const text = `${url} is not encrypted, and every request carries a key. Put a proxy with TLS in front of it.`;
    return { about, level: "warning", text };
  }
  return { about, level: "well", text: `Node ${node}.` };
}

function isInClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

const count = (number: number): string => number.toLocaleString("en-US", { maximumFractionDigits: 0 });
const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1_024 && unit < units.length - 1; unit += 1) value /= 1_024;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
