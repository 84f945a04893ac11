// Search: whether a text is found in an id or a display name (R38).

/** Whether the text is part of one of those, in any case; `%` and `_` are plain characters. */
export function searchFor(text: string | undefined): (...among: readonly (string | null)[]) => boolean {
  if (text === undefined || text === "") return () => true;
  const sought = text.toLowerCase();
  return (...among) => among.some((one) => one?.toLowerCase().includes(sought) ?? false);
}
