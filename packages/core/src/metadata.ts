// Metadata: free text by key on customers and entities, sent as a patch in which "" deletes a key (R3).

export type Metadata = Readonly<Record<string, string>>;

export const METADATA_KEYS_MAX = 50;

/** The metadata after the patch; the very same object when the patch changes nothing. */
export function patchMetadata(before: Metadata, patch: Metadata | undefined): Metadata {
  if (patch === undefined) return before;
  const isChanged = Object.entries(patch).some(([key, value]) => (own(before, key) ?? "") !== value);
  if (!isChanged) return before;
  // Entries define keys rather than assign them, so that no key can reach the prototype.
  return Object.fromEntries(
    [...new Map([...Object.entries(before), ...Object.entries(patch)])].filter(([, value]) => value !== ""),
  );
}

/** What is wrong with metadata after a patch, or null. */
export function metadataFault(metadata: Metadata): string | null {
  const count = Object.keys(metadata).length;
  if (count <= METADATA_KEYS_MAX) return null;
  return `Metadata would have ${count} keys, and ${METADATA_KEYS_MAX} is the most. Delete some by sending "" for them.`;
}

const own = (metadata: Metadata, key: string): string | undefined =>
  Object.hasOwn(metadata, key) ? metadata[key] : undefined;
