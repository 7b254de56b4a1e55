// data-push: asks for permission to show notices when, and only when, its button is clicked.
import { onArrival } from "./arrival.ts";
import { csrfToken } from "./csrf.ts";

const SCOPE = "/notices/push/";
const DEVICES = "/notices/devices/";
const RENEWED = "firstline-push-renewed";

onArrival("[data-push]", (offer) => {
  const button = offer.querySelector<HTMLButtonElement>("[data-push-begin]")!;
  if (!isAble()) {
    button.hidden = true;
    say(offer, "unable");
    return;
  }
  button.addEventListener("click", () => void begin(offer, button));
});

async function begin(offer: HTMLElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return say(offer, "denied");
    const { worker, key, devices } = offer.dataset;
    const registration = await navigator.serviceWorker.register(worker!, { scope: SCOPE });
    await activated(registration);
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: key!,
    });
    const answer = await tell(devices!, subscription);
    if (!answer.ok) return say(offer, "failed");
    location.reload();
  } catch {
    say(offer, "failed");
  } finally {
    button.disabled = false;
  }
}

function activated(registration: ServiceWorkerRegistration): Promise<void> {
  const coming = registration.installing ?? registration.waiting;
  if (!coming) return Promise.resolve();
  return new Promise((done) =>
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated") done();
    }),
  );
}

function tell(address: string, subscription: PushSubscription, more: Record<string, string> = {}): Promise<Response> {
  const { keys } = subscription.toJSON();
  const body = new URLSearchParams({
    endpoint: subscription.endpoint,
    key: keys?.["p256dh"] ?? "",
    secret: keys?.["auth"] ?? "",
    ...more,
  });
  return fetch(address, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } });
}

function say(offer: HTMLElement, what: "unable" | "denied" | "failed"): void {
  offer.querySelector("[data-push-said]")!.textContent = offer.dataset[what] ?? "";
}

function isAble(): boolean {
  return isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** A device hears of notices as long as its session: after signing in again, the server learns of the new one. */
async function renew(person: string): Promise<void> {
  if (!isAble() || Notification.permission !== "granted" || sessionStorage.getItem(RENEWED) === person) return;
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription) await tell(DEVICES, subscription, { again: "1" });
  sessionStorage.setItem(RENEWED, person);
}

const person = document.querySelector<HTMLMetaElement>('meta[name="person"]')?.content;
if (person) {
  renew(person).catch(() => {
    // The next page of this session tries again.
  });
}
