/**
 * A `fetch` for Jitsu's client, which does not try again by itself: while the service cannot be reached
 * or says 429 or 5xx, the same message is sent again. Its `messageId` stays, so it is stored once.
 *
 * @example
 * jitsuAnalytics({ host, writeKey, fetch: patientFetch });
 */
export async function patientFetch(url, init, { attempts = 10, firstWaitMs = 200 } = {}) {
  for (let attempt = 1; ; attempt++) {
    // The time of this attempt, or the wait would look like a wrong clock.
    const message = { ...JSON.parse(init.body), sentAt: new Date().toISOString() };
    let answer;
    try {
      answer = await fetch(url, { ...init, body: JSON.stringify(message) });
    } catch (error) {
      if (attempt === attempts) throw error;
    }
    const again = !answer || answer.status === 429 || answer.status >= 500;
    if (!again || attempt === attempts) return answer;
    const waitMs = Math.min(30_000, firstWaitMs * 2 ** (attempt - 1));
    await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random())));
  }
}
