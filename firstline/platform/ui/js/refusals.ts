// What happens to an answer that says no, and to no answer at all: nothing typed is ever lost.
import { refusalIn } from "./refusal.ts";
import { sentence } from "./sentences.ts";
import { showToast } from "./toasts.ts";

interface SwapDetail {
  xhr: XMLHttpRequest;
  elt: Element;
  requestConfig: { elt: Element; triggeringEvent?: Event };
  shouldSwap: boolean;
  isError: boolean;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent<SwapDetail>).detail;
  const { status } = detail.xhr;
  if (status < 400) return;
  const refusal = refusalIn(detail.xhr.responseText);
  const hasPlace = detail.xhr.getResponseHeader("HX-Retarget") !== null;
  // A form with its errors comes back as 422 and replaces itself; a refusal never replaces a form.
  if (hasPlace || (status === 422 && !refusal)) {
    detail.shouldSwap = true;
    detail.isError = false;
    return;
  }
  detail.shouldSwap = false;
  if (status === 404 && isByItself(detail)) return showGone(detail.requestConfig.elt);
  tell(detail.requestConfig.elt, status, refusal);
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    // What the page asks for by itself comes again by itself; the connection mark tells enough.
    if (isByItself((event as CustomEvent<SwapDetail>).detail)) return;
    showToast({ text: sentence("networkFailed"), kind: "bad" });
  });
}

// What is sent again may be right this time.
document.addEventListener("htmx:beforeSend", (event) => {
  const { elt } = (event as CustomEvent<{ elt: Element }>).detail;
  if (elt instanceof HTMLFormElement) elt.querySelector("[data-refusal] > [data-refused]")?.remove();
});

function tell(asker: Element, status: number, refusal: Element | null): void {
  if (status === 401) return showToast({ text: sentence("signedOut"), kind: "bad" });
  const place = asker.closest("form, dialog, section")?.querySelector("[data-refusal]");
  if (place && refusal) return place.replaceChildren(refusal);
  const places = [...(refusal?.querySelectorAll<HTMLElement>("[data-jumps]") ?? [])];
  places.forEach((link) => link.remove());
  showToast({ text: refusal?.textContent?.trim() || sentence("refused"), kind: "bad", places });
}

/** What was shown is no longer there, or no longer for this reader: its section says so where it can. */
function showGone(element: Element): void {
  const gone = element.querySelector<HTMLTemplateElement>("template[data-gone]");
  if (gone) element.closest("section")?.replaceChildren(gone.content.cloneNode(true));
}

function isByItself({ requestConfig }: SwapDetail): boolean {
  return requestConfig.triggeringEvent?.type === "live";
}
