// The bell: its number in the tab's title and on the app's icon, its panel, and a soft sound for who wants one.
import htmx from "htmx.org";
import { onArrival } from "./arrival.ts";
import { titled } from "./unread-title.ts";

const PANEL = "notices-panel";
let newest: number | undefined;

onArrival("[data-bell]", (bell) => {
  const count = bell.dataset["unread"] ?? "";
  const latest = Number(bell.dataset["newest"]);
  showInTitle(count);
  showOnIcon(count);
  if (newest !== undefined && latest > newest) announce(bell);
  newest = Math.max(latest, newest ?? 0);
  if (document.getElementById(PANEL)?.matches(":popover-open")) fill();
});

function announce(bell: HTMLElement): void {
  const said = document.getElementById("notices-said");
  if (said) said.textContent = bell.dataset["said"] ?? "";
  if (bell.dataset["sound"] === "yes" && !document.hidden) ring();
}

// "toggle" does not bubble, so it is caught on its way down.
document.addEventListener(
  "toggle",
  (event) => {
    if ((event.target as Element).id === PANEL && (event as ToggleEvent).newState === "open") fill();
  },
  { capture: true },
);

function fill(): void {
  const inner = document.getElementById("notices-panel-inner");
  if (inner) htmx.trigger(inner, "opened");
}

function showInTitle(count: string): void {
  const wanted = titled(document.title, count);
  if (document.title !== wanted) document.title = wanted;
}

// A page that htmx brings has a title of its own, without the number.
new MutationObserver(() => showInTitle(document.querySelector<HTMLElement>("[data-bell]")?.dataset["unread"] ?? "")).observe(
  document.head,
  { childList: true, subtree: true, characterData: true },
);

interface Badging {
  setAppBadge?: (count: number) => Promise<void>;
  clearAppBadge?: () => Promise<void>;
}

function showOnIcon(count: string): void {
  const icon = navigator as unknown as Badging;
  const shown = count ? icon.setAppBadge?.(Number.parseInt(count, 10)) : icon.clearAppBadge?.();
  shown?.catch(() => {
    // Only an installed page has an icon to write on.
  });
}

/** Two soft tones, made here: nothing is fetched. */
function ring(): void {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.setValueAtTime(0.06, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.5);
  volume.connect(context.destination);
  for (const [at, pitch] of [[0, 659], [0.12, 880]] as const) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + 0.5);
  }
  window.setTimeout(() => void context.close(), 800);
}
