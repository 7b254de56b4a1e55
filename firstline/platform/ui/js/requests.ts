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
  // Copying style attributes from old to new is an inline style to the policy.
  attributesToSettle: ["class"],
  // What has come works at once: a key pressed before htmx knows a button would submit the form around it.
  defaultSettleDelay: 0,
  // A DELETE's fields hold the token, which belongs in no address.
  methodsThatUseUrlParams: ["get"],
  timeout: 30_000,
});

document.addEventListener("htmx:configRequest", (event) => {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  headers["X-CSRFToken"] = csrfToken();
  headers["X-Time-Zone"] = browserZone();
});
