/** HTML as office programs put it on the clipboard, made into what was meant. */
export interface Pasted {
  html: string;
  /** Pictures that came along as data, in the order of their places. */
  pictures: File[];
  /** How many could not be taken along: they lie on another server or on the disk. */
  missing: number;
}

const dataPicture = /^data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)$/;

export function pasted(html: string): Pasted {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("style, script, meta, link, title, xml").forEach((element) => element.remove());
  dropComments(page);
  dropOfficeElements(page);
  wordLists(page);
  headingRows(page);
  const { pictures, missing } = takePictures(page);
  return { html: page.body.innerHTML, pictures, missing };
}

/** A picture alone, copied in a browser or a document: its file is what was meant, not its address. */
export function isPictureAlone(html: string): boolean {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelectorAll("img").length === 1 && !page.body.textContent?.trim();
}

function dropComments(page: Document): void {
  const comments = page.createNodeIterator(page, NodeFilter.SHOW_COMMENT);
  for (let comment = comments.nextNode(); comment; comment = comments.nextNode()) (comment as Comment).remove();
}

/** `<o:p>` and its like: what they hold stays. */
function dropOfficeElements(page: Document): void {
  for (const element of [...page.body.querySelectorAll("*")].filter((one) => one.localName.includes(":"))) {
    element.replaceWith(...element.childNodes);
  }
  // Google Docs wraps all of it in a bold that is none.
  page.querySelectorAll<HTMLElement>("b[style*='font-weight:normal'], b[style*='font-weight: normal']").forEach((bold) => {
    bold.replaceWith(...bold.childNodes);
  });
}

/** Word writes list items as paragraphs with a painted bullet or number before them. */
function wordLists(page: Document): void {
  for (const item of page.querySelectorAll<HTMLElement>("p[class*='MsoListParagraph'], p[style*='mso-list']")) {
    const marker = item.querySelector("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']");
    const painted = /^\s*(?:([0-9]+|[a-z]|[ivx]+)[.)]|[·•o§-])\s+/i.exec(item.textContent ?? "");
    if (!marker && !painted) continue;
    const isNumbered = /[0-9a-z]+[.)]/i.test(marker?.textContent ?? painted?.[1] ?? "");
    marker?.remove();
    const li = page.createElement("li");
    li.append(...item.childNodes);
    listBefore(item, isNumbered ? "OL" : "UL").append(li);
    item.remove();
  }
}

function listBefore(item: Element, tag: "OL" | "UL"): Element {
  const before = item.previousElementSibling;
  if (before?.tagName === tag && before.hasAttribute("data-from-word")) return before;
  const list = item.ownerDocument.createElement(tag);
  list.setAttribute("data-from-word", "");
  item.before(list);
  return list;
}

/** Columns and groups are looks; captions become a line above. */
function headingRows(page: Document): void {
  page.querySelectorAll("colgroup, col").forEach((element) => element.remove());
  page.querySelectorAll("table > caption").forEach((caption) => {
    const line = page.createElement("p");
    line.append(...caption.childNodes);
    caption.parentElement!.before(line);
    caption.remove();
  });
}

function takePictures(page: Document): Pick<Pasted, "pictures" | "missing"> {
  const pictures: File[] = [];
  let missing = 0;
  for (const image of page.querySelectorAll("img")) {
    const file = fileFrom(image.getAttribute("src") ?? "", pictures.length);
    if (file) pictures.push(file);
    // A pixel that reports back is nobody's picture.
    else if (!(image.width === 1 || image.height === 1)) missing += 1;
    image.remove();
  }
  return { pictures, missing };
}

function fileFrom(source: string, number: number): File | undefined {
  const found = dataPicture.exec(source);
  if (!found) return undefined;
  const bytes = Uint8Array.from(atob(found[2]!.replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
  return new File([bytes], `image-${number + 1}.${found[1]!.split("/")[1]}`, { type: found[1]! });
}
