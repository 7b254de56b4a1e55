// Shows what the desk pushes. It controls no page, keeps nothing and fetches nothing.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  let news = {};
  try {
    news = event.data ? event.data.json() : {};
  } catch {
    // Not from us: no key of ours would have encrypted it. The browser still wants something shown.
  }
  event.waitUntil(show(news));
});

async function show({ text = "Firstline", url = "/notices/", tag = "firstline" }) {
  // Who looks at the desk at this moment sees it there.
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.some((page) => page.focused)) return;
  await self.registration.showNotification("Firstline", { body: String(text), tag: String(tag), data: { url: String(url) } });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/notices/"));
});

async function open(url) {
  const address = new URL(url, self.location.origin);
  if (address.origin !== self.location.origin) return;
  await self.clients.openWindow(address.href);
}
