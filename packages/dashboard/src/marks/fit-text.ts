const wide = /[\u1100-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFF60]|\p{Extended_Pictographic}/u;

/** Estimated width of a text in the system font, in px. Enough to keep labels inside their room. */
export function textWidth(text: string, fontSize: number): number {
  let units = 0;
  for (const character of text) {
    if (wide.test(character)) units += 1.05;
    else if (/[mwMW@%]/.test(character)) units += 0.86;
    else if (/[A-Z0-9_]/.test(character)) units += 0.62;
    else if (/[ijlftr.,:;'|!()[\] ]/.test(character)) units += 0.34;
    else units += 0.55;
  }
  return units * fontSize;
}

/**
 * Cuts a text to a room. The end is kept too: names like `checkout.payment` differ there.
 *
 * @example
 * fitText('checkout.payment.confirmed', 90, 12); // "checkout…rmed"
 */
export function fitText(text: string, room: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= room) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 1; kept -= 1) {
    const tail = Math.min(Math.floor(kept / 3), 6);
    const cut = `${characters.slice(0, kept - tail).join('')}…${tail === 0 ? '' : characters.slice(-tail).join('')}`;
    if (textWidth(cut, fontSize) <= room) return cut;
  }
  return '…';
}
