/**
 * Numbers and times straight from bytes. Each takes only what is beyond doubt and answers -1 for all
 * else: the ordinary reader decides then.
 *
 * @module
 */

const two = (b: Uint8Array, at: number): number => {
  const tens = (b[at] as number) - 48;
  const ones = (b[at + 1] as number) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whole number of at most `most`. */
export function readWhole(b: Uint8Array, start: number, end: number, most: number): number {
  if (end - start > 15 || end === start) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (b[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value <= most ? value : -1;
}

/** A decimal of at most nine digits before and four after the point, times 10,000. */
export function readDecimal(b: Uint8Array, start: number, end: number): number {
  let value = 0;
  let at = start;
  for (; at < end && b[at] !== 46; at++) {
    const digit = (b[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  if (at === start || at - start > 9) return -1;
  if (at === end) return value * 10_000;
  const decimals = end - at - 1;
  if (decimals < 1 || decimals > 4) return -1;
  for (at++; at < end; at++) {
    const digit = (b[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  for (let place = decimals; place < 4; place++) value *= 10;
  return value;
}

/** Times, with the day of the last one kept: those of a file are neighbours. */
export function createTimeReader(): (b: Uint8Array, start: number, end: number) => number {
  let lastDay = -1;
  let lastMs = 0;

  function dayMs(year: number, month: number, day: number): number {
    const named = year * 10_000 + month * 100 + day;
    if (named === lastDay) return lastMs;
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = month === 2 && isLeap ? 29 : monthDays[month - 1];
    if (days === undefined || day < 1 || day > days) return -1;
    lastDay = named;
    lastMs = Date.UTC(year, month - 1, day);
    return lastMs;
  }

  return (b, start, end) => {
    const length = end - start;
    // Epoch milliseconds after 1973; fewer digits may be seconds.
    if (length === 12 || length === 13) return readWhole(b, start, end, 8.64e15);
    if (length < 20 || length > 29 || b[start + 4] !== 45 || b[start + 7] !== 45) return -1;
    if (b[start + 10] !== 84 || b[start + 13] !== 58 || b[start + 16] !== 58) return -1;
    const century = two(b, start);
    const years = two(b, start + 2);
    const month = two(b, start + 5);
    const day = two(b, start + 8);
    const hour = two(b, start + 11);
    const minute = two(b, start + 14);
    const second = two(b, start + 17);
    if (century < 19 || years < 0 || month < 0 || day < 0) return -1;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
    const midnight = dayMs(century * 100 + years, month, day);
    if (midnight < 0) return -1;
    let at = start + 19;
    let ms = 0;
    if (b[at] === 46) {
      let scale = 100;
      for (at++; at < end && scale >= 1; at++, scale /= 10) {
        const digit = (b[at] as number) - 48;
        if (digit < 0 || digit > 9) break;
        ms += digit * scale;
      }
      if (scale === 100) return -1;
      ms = Math.round(ms);
    }
    let offset = 0;
    if (b[at] === 90) at++;
    else {
      const sign = b[at] === 43 ? 1 : b[at] === 45 ? -1 : 0;
      const hours = two(b, at + 1);
      const minutes = two(b, at + 4);
      if (sign === 0 || b[at + 3] !== 58 || hours < 0 || hours > 23) return -1;
      if (minutes < 0 || minutes > 59) return -1;
      offset = sign * (hours * 60 + minutes) * 60_000;
      at += 6;
    }
    if (at !== end) return -1;
    return midnight + hour * 3_600_000 + minute * 60_000 + second * 1_000 + ms - offset;
  };
}
