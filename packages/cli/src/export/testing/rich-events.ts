/** Events that have every field of the wire at least once, and the texts that break formats. */
export function richEvents(people: number): string {
  const start = Date.UTC(2026, 8, 29, 22);
  const lines: unknown[] = [];
  for (let person = 0; person < people; person++) {
    const who = {
      anonymousId: `device-${person}`,
      ...(person % 3 === 0 && { userId: `user-${person}` }),
      ...(person % 6 === 0 && { accountId: `firm-${person % 4}` }),
      consent: {
        purposes: ['storage', 'measurement', 'identification'],
        source: 'banner',
        policyVersion: 'v2',
        decidedAt: '2026-09-01T10:00:00.000Z',
        id: `decision-${person}`,
        revision: '3',
        regime: 'opt_in',
        signalHash: 'a'.repeat(64),
        signal: 'CPzHq4APzHq4A',
      },
    };
    // Over the end of a month, with a pause in the middle.
    const at = start + person * 977_000 + (person % 2) * 172_800_000;
    lines.push({
      ...who,
      id: `view-${person}`,
      name: 'page.viewed',
      channel: 'web',
      at,
      seq: 1,
      sessionId: '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5e',
      page: {
        url: `https://shop.example/p/${person % 5}?q=1`,
        path: `/p/${person % 5}`,
        title: 'Größe "XL", 100 %\tsoft\nnew',
        referrer: 'https://search.example/',
        referrerType: 'search',
      },
      campaign: {
        source: 'news',
        medium: person % 2 === 0 ? 'email' : 'cpc',
        name: 'autumn',
        term: 'shoe, red',
        content: "it's",
        clickIdType: 'gclid',
      },
      device: {
        width: 390,
        height: 844,
        language: 'de-DE',
        utcOffset: -90,
        timezone: 'Europe/Berlin',
        saveData: person % 2 === 0,
        app: 'Instagram',
        signals: 'coarse',
        userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)',
      },
      experience: {
        durationMs: 12_000,
        engagedMs: 7_000,
        scrollPercent: 62.5,
        errors: 1,
        rageClicks: 2,
        deadClicks: 3,
        lcpMs: 1_900,
        inpMs: 120,
        ttfbMs: 80,
        fcpMs: 700,
        cls: 0.25,
      },
      props: { plan: 'a', seats: person, trial: true, none: null, quote: 'say "}" and \\n' },
    });
    lines.push({
      ...who,
      id: `click-${person}`,
      type: 'interaction',
      name: 'element.clicked',
      at: at + 1_000,
      beforeConsent: person % 5 === 0,
      parentId: '0193bd4e-7c2a-7d3e-9f00-5f1b2a3c4d5f',
    });
    lines.push({
      ...who,
      id: `rating-${person}`,
      type: 'feedback',
      name: 'feedback.given',
      touchpoint: 'support',
      channel: 'chat',
      at: at + 100_000_000,
      rating: person % 11,
      ratingScale: 'nps',
      comment: 'First line\nsecond, with ; and "quotes" and 😀 and \\ at the end\\',
    });
    if (person % 4 !== 0) continue;
    lines.push({
      ...who,
      id: `order-${person}`,
      type: 'conversion',
      name: 'order.placed',
      touchpoint: 'checkout',
      channel: person % 8 === 0 ? 'store' : 'web',
      at: at + 100_100_000,
      // A sum of floats: 39.989999999999995.
      value: 19.99 + person,
      currency: person % 8 === 0 ? 'CHF' : 'EUR',
    });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
