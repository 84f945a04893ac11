// Settings of commands that speak to a server: flags over environment over default.

export const CONNECTION_SETTINGS = {
  url: {
    variable: "PURSER_URL",
    hint: "address",
    meaning: "Address of the server",
    standard: "http://127.0.0.1:7411",
  },
  key: { variable: "PURSER_API_KEY", hint: "purser_…", meaning: "API key", standard: null },
} as const;

export const CONNECTION_VARIABLES: readonly string[] = Object.values(CONNECTION_SETTINGS).map(
  ({ variable }) => variable,
);
