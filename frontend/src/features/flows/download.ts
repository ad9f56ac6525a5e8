/** Give the person a file, byte by byte as `text` is. */
export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser may still be reading when click returns.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const downloadFlow = (name: string, definition: string) => download(`${name}.json`, definition, "application/json");
