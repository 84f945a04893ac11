// The limits of the wire, each with its name and its reason; a request beyond one is 400 or 413, never cut short.

/** R3: every id names something for people and machines; longer ones are mistakes. In code points. */
export const ID_LENGTH_MAX = 255;
/** Names are shown in one line. */
export const DISPLAY_NAME_LENGTH_MAX = 255;
export const DESCRIPTION_LENGTH_MAX = 2_000;
/** R4: batches are atomic, and one write holds the queue for all of it. */
export const BATCH_ITEMS_MAX = 100;
/** R2: keys of one type are searched in order. */
export const ATTRIBUTION_KEYS_MAX = 8;
/** R8. */
export const DIMENSIONS_MAX = 32;
export const DIMENSION_VALUE_LENGTH_MAX = 255;
/** R8. */
export const ENTITY_IDS_MAX = 100;
/** R11. */
export const SCOPE_ENTITY_IDS_MAX = 4;
/** A default list is read for every entity of its type. */
export const DEFAULT_ASSIGNMENTS_MAX = 100;
/** R19: tokens in, tokens out, credits and a few more of one call. */
export const EVENT_ITEMS_MAX = 8;
/** R19: one transaction holds a full batch (page 3). */
export const EVENTS_MAX = 1_000;
/** R31: more open holds of one customer come from a leak. */
export const OPEN_RESERVATIONS_MAX = 10_000;
/** R26, in milliseconds. */
export const TTL_MIN_MS = 1_000;
export const TTL_MAX_MS = 86_400_000;
/** R18. */
export const CHECKS_MAX = 100;
/** Metadata is a note, not a document store. */
export const METADATA_KEYS_MAX = 50;
export const METADATA_KEY_LENGTH_MAX = 100;
export const METADATA_VALUE_LENGTH_MAX = 500;
/** Why a limit is raised, or why it isn't: a paragraph. */
export const REASON_LENGTH_MAX = 1_024;
/** Page 5. */
export const PAGE_LIMIT_MAX = 100;
export const PAGE_LIMIT_DEFAULT = 20;
/** R38: a screen of the whole customer scrolls through fewer, larger pages. */
export const TREE_PAGE_LIMIT_MAX = 1_000;
/** R5: a hierarchy has 16 levels, the first at depth 0. */
export const TREE_DEPTH_MAX = 15;
/** A filter that names more of something names nearly all of it. */
export const FILTER_IDS_MAX = 100;
/** Cursors and positions are ours and short. */
export const OPAQUE_LENGTH_MAX = 1_024;
export const SEARCH_LENGTH_MAX = 255;
/** The longest cadence is PT1000H, the longest zone name of IANA has 32 letters. */
export const CADENCE_LENGTH_MAX = 16;
export const TIME_ZONE_LENGTH_MAX = 64;
/** R1. */
export const SCALE_MAX = 9;
/** R45. */
export const LATENESS_DAYS_MAX = 400;
/** R6: more newcomers than a million come from a mistake in a caller's ids. */
export const PROVISION_LIMIT_MAX = 1_000_000;
/** Problems name every bad item, up to as many as a batch can have of them. */
export const ERRORS_MAX = 100;
/** Page 5: what a request may weigh, and how deep it may nest. */
export const BODY_BYTES_MAX = 1_048_576;
export const BODY_DEPTH_MAX = 16;
/** A governance document is applied as one transaction; what it may weigh, and how many items one list of it may have. */
export const GOVERNANCE_BODY_BYTES_MAX = 16 * BODY_BYTES_MAX;
export const GOVERNANCE_ITEMS_MAX = 50_000;
/** Longest path: three ids of 255 code points, percent-encoded, with room for a query. */
export const URL_LENGTH_MAX = 12_288;
export const HEADERS_BYTES_MAX = 16_384;
