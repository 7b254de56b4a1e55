/** A sentence the server wrote into the page in the reader's language. */
export function sentence(name: "networkFailed" | "refused" | "signedOut" | "newVersion" | "copied" | "picturesMissing"): string {
  return document.getElementById("sentences")?.dataset[name] ?? "";
}
