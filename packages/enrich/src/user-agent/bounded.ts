/** Longer user agents are cut: what tells browsers apart stands before. */
export const userAgentLength = 512;

/** A user agent as it is read and stored. The cut leaves no half of a character, which no database takes. */
export const boundedUserAgent = (userAgent: string): string =>
  userAgent.length <= userAgentLength
    ? userAgent
    : userAgent.slice(0, userAgentLength).replace(/[\uD800-\uDBFF]$/, '');
