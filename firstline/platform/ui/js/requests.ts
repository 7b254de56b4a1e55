// How htmx asks: no eval and no inline style (the policy forbids both), proof against forgery.
import htmx from "htmx.org";
import { csrfToken } from "./csrf.ts";
import { browserZone } from "./time-zone.ts";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  // Back means a fresh page: what was cached would be out of date, and private.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  timeout: 30_000,
});

document.addEventListener("htmx:configRequest", (event) => {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  headers["X-CSRFToken"] = csrfToken();
  headers["X-Time-Zone"] = browserZone();
});
