/** Lets the browser save a file. */
export function save(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(
    typeof content === 'string' ? new Blob([content], { type }) : content,
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the next turn; the browser keeps what it needs.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
