/**
 * Warns of what is written as no browser writes an origin: it would never match, and nobody would know
 * why.
 */
export const checkOrigins = (option: string, origins: readonly string[]): void => {
  for (const origin of origins) {
    let right = 'https://…';
    try {
      right = new URL(origin).origin;
    } catch {}
    if (right !== origin) console.warn(`[touchtrail] ${option}: write ${right}, not ${origin}`);
  }
};
