// The one door of http: the app that serves operations.
export { createApp } from "./app.ts";
