// Settings: the order of sources, faults with their places, secrets kept, and the page that lists them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withDirectory } from "@purser/testkit";
import { expect, test } from "vitest";
import { CONNECTION_SETTINGS } from "./connection-settings.ts";
import { readSettings, settingsFrom } from "./effective-settings.ts";
import { flagsFor, SETTING_NAMES, SETTINGS, SettingsError, settingsSchema } from "./settings.ts";

const KEY = "a-root-key-that-stands-in-a-settings-file";
const NOTHING = { flags: {}, environment: {} };

const inFolder = (file: string | null, use: (folder: string) => void): Promise<void> =>
  withDirectory(async (folder) => {
    if (file !== null) writeFileSync(join(folder, "purser.yaml"), file);
    use(folder);
  });

test("nothing said: defaults, which hold", () =>
  inFolder(null, (folder) => {
    const { settings, rows, file } = settingsFrom({ ...NOTHING, folder });
    expect(settings).toEqual({
      host: "127.0.0.1",
      port: 7411,
      data: join(folder, ".purser"),
      apiKey: null,
      logLevel: "info",
      logFormat: "json",
      tracesEndpoint: null,
      tracesShare: 1,
    });
    expect(new Set(rows.map(({ origin }) => origin))).toEqual(new Set(["default"]));
    expect(file).toBeNull();
  }));

test("flags win over the environment, which wins over the file, each value with its source", () =>
  inFolder("host: file-host\nport: 1001\nlogLevel: warn\ndata: ledger\n", (folder) => {
    const environment = { PURSER_HOST: "", PURSER_PORT: "1002", PURSER_LOG_LEVEL: "error" };
    const { settings, rows } = settingsFrom({ flags: { "log-level": "debug" }, environment, folder });
    expect(settings).toMatchObject({ host: "file-host", port: 1002, logLevel: "debug", data: join(folder, "ledger") });
    const origins = Object.fromEntries(rows.map(({ name, origin }) => [name, origin]));
    expect(origins).toMatchObject({
      host: "purser.yaml:1:7",
      port: "PURSER_PORT",
      logLevel: "--log-level",
      data: "purser.yaml:4:7",
    });
  }));

test("the file is the one named, by flag before variable, and must be there; relative data begins at its folder", () =>
  inFolder("port: 1001\n", (folder) => {
    const other = join(folder, "other.yaml");
    writeFileSync(other, "data: beside\n");
    const environment = { PURSER_CONFIG: "none.yaml" };
    const named = settingsFrom({ flags: { config: other }, environment, folder: "/" });
    expect(named.settings).toMatchObject({ port: 7411, data: join(folder, "beside") });
    expect(readSettings({ ...NOTHING, environment, folder }).faults).toEqual([
      expect.stringMatching(/^none\.yaml: the file can't be read/),
    ]);
  }));

test.each([
  ["prot: 80\n", 'purser.yaml:1:1: there is no setting "prot"'],
  ["port: 1\nport: 2\n", "purser.yaml:2:1: "],
  ["host: a\nport: [80]\n", "purser.yaml:2:1: port has no plain value"],
  ["port:\n", "purser.yaml:1:1: port has no plain value"],
  ["- port\n", "purser.yaml:1:1: write settings as key: value"],
  ["host: a\nport: 65536\n", 'purser.yaml:2:7: Port "65536" is none'],
  ["logLevel: loud\n", 'purser.yaml:1:11: Log level "loud" is none'],
  ["tracesEndpoint: collector:4318\n", 'purser.yaml:1:17: Endpoint "collector:4318" is no http address'],
  ["tracesShare: 1.5\n", 'purser.yaml:1:14: Share "1.5" is none'],
  ["host: 'a\n", "purser.yaml:2:1: "],
  ["host: a\n---\nhost: b\n", "purser.yaml:"],
  ["__proto__: a\n", "purser.yaml:1:1: there is no setting"],
  ['host: ""\n', "purser.yaml:1:7: Host is empty"],
])("the file %j is refused at its place", (file, fault) =>
  inFolder(file, (folder) => {
    const { settings, faults } = readSettings({ ...NOTHING, folder });
    expect(faults).toEqual([expect.stringContaining(fault)]);
    expect(settings).toBeNull();
  }),
);

test("all faults are told at once, of every source, and none tells a secret", () =>
  inFolder(`apiKey: ${KEY.slice(0, 31)}\nnone: 1\n`, (folder) => {
    const sources = { flags: { port: "http" }, environment: { PURSER_LOG_FORMAT: "xml" }, folder };
    expect(() => settingsFrom(sources)).toThrow(SettingsError);
    const { faults } = readSettings(sources);
    expect(faults).toHaveLength(4);
    expect(faults.join("\n")).not.toContain(KEY.slice(0, 31));
  }));

test("a key is never shown, is kept to its last digit, and an empty file says nothing", async () => {
  await inFolder(`apiKey: ${KEY}\n`, (folder) => {
    const { settings, rows } = settingsFrom({ ...NOTHING, folder });
    expect(settings.apiKey).toBe(KEY);
    expect(JSON.stringify(rows)).not.toContain(KEY);
  });
  const digits = "12345678901234567890123456789012345";
  await inFolder(`apiKey: ${digits}\n`, (folder) => {
    expect(settingsFrom({ ...NOTHING, folder }).settings.apiKey).toBe(digits);
  });
  await inFolder("# nothing yet\n", (folder) => {
    expect(settingsFrom({ ...NOTHING, folder }).settings.port).toBe(7411);
  });
});

test("variables that are no settings are told; what Kubernetes makes of a service is named", () =>
  inFolder(null, (folder) => {
    const environment = { PURSER_PROT: "1", PURSER_URL: "x", PURSER_PORT: "tcp://10.0.0.1:7411" };
    const { warnings, faults } = readSettings({ flags: {}, environment, folder });
    expect(warnings).toEqual(["PURSER_PROT is no setting and does nothing."]);
    expect(faults).toEqual([expect.stringContaining("enableServiceLinks")]);
  }));

test("the collector's address is taken from OpenTelemetry's own variable too, ours first", () =>
  inFolder(null, (folder) => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://b:4318/" };
    expect(settingsFrom({ flags: {}, environment, folder }).settings.tracesEndpoint).toBe("http://b:4318");
    const both = { ...environment, PURSER_TRACES_ENDPOINT: "http://a:4318" };
    expect(settingsFrom({ flags: {}, environment: both, folder }).settings.tracesEndpoint).toBe("http://a:4318");
  }));

test("help and schema know every setting; a secret has no flag", () => {
  const flags = Object.keys(flagsFor(SETTING_NAMES));
  expect(flags).toEqual(["host", "port", "data", "log-level", "log-format", "traces-endpoint", "traces-share"]);
  expect(Object.keys(settingsSchema().properties as object)).toEqual(SETTING_NAMES);
});

const PAGE = join(import.meta.dirname, "../../../docs/reference/configuration.md");

function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ").replaceAll(/(?<=\S)\|(?=\S)/g, "\\|")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}

const code = (text: string | null): string => (text === null ? "none" : `\`${text}\``);

test("docs/reference/configuration.md lists what the tables hold", async () => {
  const settings = SETTING_NAMES.map((name) => {
    const { flag, variables, hint, meaning, standard } = SETTINGS[name];
    const flagCell = flag === null ? "none" : `\`--${flag}\``;
    return [code(name), flagCell, variables.map(code).join(", "), hint, code(standard), meaning];
  });
  const heading = ["key in the file", "flag", "variables", "value", "default", "meaning"];
  const connection = Object.entries(CONNECTION_SETTINGS).map(([flag, { variable, standard, meaning }]) => {
    return [`\`--${flag}\``, code(variable), code(standard), meaning];
  });
  const made = readFileSync(PAGE, "utf8")
    .replace(/(<!-- settings -->\n)[\s\S]*(<!-- \/settings -->)/, `$1\n${tableOf(heading, settings)}\n\n$2`)
    .replace(
      /(<!-- connection -->\n)[\s\S]*(<!-- \/connection -->)/,
      `$1\n${tableOf(["flag", "variable", "default", "meaning"], connection)}\n\n$2`,
    );
  await expect(made).toMatchFileSnapshot(PAGE);
});
