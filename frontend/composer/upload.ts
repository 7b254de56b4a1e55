import { refusalIn } from "@behaviours/refusal.ts";
import { csrfToken } from "@behaviours/csrf.ts";
import { sentence } from "@behaviours/sentences.ts";

export interface Uploaded {
  id: string;
  name: string;
  url: string;
}

export type UploadResult = { file: Uploaded; refusal?: undefined } | { refusal: string };

interface Options {
  isInline: boolean;
  onProgress: (share: number) => void;
}

/** XMLHttpRequest, since fetch cannot tell how much has gone up. Never rejects. */
export function upload(address: string, file: File, { isInline, onProgress }: Options): Promise<UploadResult> {
  const form = new FormData();
  form.append("file", file, file.name || "image.png");
  if (isInline) form.append("inline", "1");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    request.addEventListener("error", () => resolve({ refusal: sentence("networkFailed") }));
    request.addEventListener("load", () => resolve(answerOf(request)));
    request.send(form);
  });
}

function answerOf(request: XMLHttpRequest): UploadResult {
  if (request.status < 300) {
    const file = JSON.parse(request.responseText) as Uploaded;
    return { file: { ...file, id: String(file.id) } };
  }
  const refusal = refusalIn(request.responseText)?.textContent?.trim();
  return { refusal: refusal || sentence("refused") };
}
