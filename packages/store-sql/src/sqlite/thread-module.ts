// Modules that run as threads of their own: found beside whoever starts them, in sources and in what is released.

/** `name` without its ending: sources run as they stand, what is released is JavaScript. `beside` is import.meta.url. */
export const threadModule = (name: string, beside: string): URL =>
  new URL(`./${name}${beside.endsWith(".ts") ? ".ts" : ".js"}`, beside);
