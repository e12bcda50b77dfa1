/** Where the ids of a batch stand in its bytes, so that each request gets its own without a new text. */
interface Template {
  bytes: Buffer;
  ids: readonly number[];
  times: readonly number[];
}

const marker = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
const timeMarker = 1_111_111_111_111;

const titles = ['Running shoes', 'Trail shoes', 'Socks', 'Jackets for the rain', 'Your basket'];
const paths = ['/shoes/running', '/shoes/trail', '/socks', '/jackets', '/checkout/basket'];

/** What the browser SDK states of a page view, about 500 bytes in JSON. */
const event = (index: number, person: number) => ({
  id: marker(index),
  type: 'touch',
  name: 'page.viewed',
  at: timeMarker,
  sessionId: `0193bd4e-7c2a-7d3e-9f00-${String(person).padStart(12, '0')}`,
  seq: index,
  page: {
    url: `https://shop.example${paths[index % 5]}?utm_source=newsletter&size=${index % 40}`,
    path: paths[index % 5],
    title: titles[index % 5],
    referrer: 'https://www.google.com/',
  },
  device: { width: 1440, height: 900, language: 'de-DE', utcOffset: 60 },
  props: { position: index % 24, category: 'shoes', sale: index % 3 === 0 },
});

/**
 * The body of a request in bytes, with places for ids and times.
 *
 * @param person makes the anonymous id, so that rows spread over subjects as visitors do.
 */
export function batchTemplate(site: string, events: number, person: number): Template {
  const text = JSON.stringify({
    v: 1,
    site,
    sentAt: timeMarker,
    sdk: 'browser/1.0.0',
    context: {
      anonymousId: `bench-${String(person).padStart(6, '0')}-4f1c-9d2a`,
      campaign: { source: 'newsletter', medium: 'email', name: 'autumn' },
      consent: {
        purposes: ['storage', 'measurement', 'identification'],
        source: 'api',
        policyVersion: '3',
        decidedAt: timeMarker,
      },
    },
    events: Array.from({ length: events }, (_, index) => event(index, person)),
  });
  const bytes = Buffer.from(text);
  const times: number[] = [];
  for (let at = bytes.indexOf(String(timeMarker)); at !== -1;) {
    times.push(at);
    at = bytes.indexOf(String(timeMarker), at + 13);
  }
  return {
    bytes,
    ids: Array.from({ length: events }, (_, index) => bytes.indexOf(marker(index))),
    times,
  };
}

/** Writes new UUIDs of version 7 and the time of now into a template. */
export function freshen(template: Template, now: number, serial: number): Buffer {
  const { bytes, ids, times } = template;
  const hex = now.toString(16).padStart(12, '0');
  const head = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
  for (const [index, at] of ids.entries()) {
    bytes.write(head, at, 'latin1');
    // Unique over the run: the request's serial number and the place in the batch.
    bytes.write((serial * 512 + index).toString(16).padStart(12, '0'), at + 24, 'latin1');
  }
  const text = String(now);
  for (const at of times) bytes.write(text, at, 'latin1');
  return bytes;
}
