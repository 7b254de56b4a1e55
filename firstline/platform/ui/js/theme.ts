// The chosen theme: on <html> now, in a cookie for the next page.
import { onArrival } from "./arrival.ts";
import { keepCookie } from "./cookies.ts";

document.addEventListener("click", (event) => {
  const choice = (event.target as Element).closest<HTMLElement>("[data-theme-choice]");
  if (!choice) return;
  const theme = choice.dataset["themeChoice"]!;
  document.documentElement.dataset["theme"] = theme;
  keepCookie("theme", theme);
  document.querySelectorAll<HTMLElement>("[data-themes]").forEach(showChoice);
});

function showChoice(group: HTMLElement): void {
  const chosen = document.documentElement.dataset["theme"] ?? "";
  group.querySelectorAll<HTMLElement>("[data-theme-choice]").forEach((choice) => {
    choice.setAttribute("aria-pressed", String(choice.dataset["themeChoice"] === chosen));
  });
}

onArrival("[data-themes]", showChoice);
