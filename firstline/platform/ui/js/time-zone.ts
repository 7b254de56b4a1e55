// Tells the server the browser's time zone, and proposes it where one is asked for.
import { keepCookie } from "./cookies.ts";

export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

keepCookie("time_zone", browserZone());

document.querySelectorAll<HTMLSelectElement | HTMLInputElement>("[data-detect-time-zone]").forEach((field) => {
  const isOffered =
    field instanceof HTMLInputElement || [...field.options].some((option) => option.value === browserZone());
  if (isOffered) field.value = browserZone();
});
