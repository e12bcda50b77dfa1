/** A published client for browsers, unchanged: the page it runs on, and its calls. */
export interface BrowserClient {
  name: string;
  /** What a page has to load. */
  head(service: string, writeKey: string, options?: object): string;
  /** Calls as a page makes them; each resolves or not as its client likes. */
  page: string;
  track(event: string, properties?: object): string;
  identify: string;
  group: string;
  /** Undefined: the client has no such call. */
  alias: string | undefined;
  /** Purposes that its categories stand for. */
  consent: readonly string[];
  /** Whether it keeps what it could not deliver when its page is left. */
  keeps: boolean;
}

const modules = '/modules';

const said = { Analytics: true, identification: true };

const segment: BrowserClient = {
  name: '@segment/analytics-next',
  head: (service, writeKey, options = {}) => `
    <script src="${modules}/@segment/analytics-next/dist/umd/index.js"></script>
    <script>
      analytics = AnalyticsNext.AnalyticsBrowser.load(
        { writeKey: '${writeKey}', cdnURL: '${service}' },
        ${JSON.stringify(options)},
      );
      analytics.addSourceMiddleware(({ payload, next }) => {
        payload.obj.context.consent = { categoryPreferences: ${JSON.stringify(said)} };
        next(payload);
      });
    </script>`,
  page: 'analytics.page("Shoes")',
  track: (event, properties = {}) =>
    `analytics.track(${JSON.stringify(event)}, ${JSON.stringify(properties)})`,
  identify: 'analytics.identify("u-1", { plan: "pro" })',
  group: 'analytics.group("acme", { seats: 9 })',
  alias: 'analytics.alias("u-1", "old-device")',
  consent: ['storage', 'measurement', 'identification'],
  keeps: true,
};

const rudderstack: BrowserClient = {
  ...segment,
  name: '@rudderstack/analytics-js',
  // With its plugins in it: the other builds fetch them from the vendor.
  head: (service, writeKey, options = {}) => `
    <script src="${modules}/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js"></script>
    <script>
      analytics = new rudderanalytics.RudderAnalytics();
      analytics.load('${writeKey}', '${service}', {
        ...${JSON.stringify(options)},
        configUrl: '${service}',
        consentManagement: {
          enabled: true,
          provider: 'custom',
          allowedConsentIds: ${JSON.stringify(Object.keys(said))},
          deniedConsentIds: ['Advertising'],
        },
      });
    </script>`,
};

const jitsu: BrowserClient = {
  ...segment,
  name: '@jitsu/js',
  head: (service, writeKey) => `
    <script type="module">
      import { jitsuAnalytics } from '${modules}/@jitsu/js/dist/jitsu.es.js';
      import { patientFetch } from '/example/patient-fetch.js';
      window.analytics = jitsuAnalytics({
        host: '${service}',
        writeKey: '${writeKey}:site',
        fetch: patientFetch,
        privacy: { consentCategories: ${JSON.stringify(said)} },
      });
    </script>`,
  page: 'analytics.page({ name: "Shoes" })',
  alias: undefined,
  keeps: false,
};

export const browserClients: readonly BrowserClient[] = [segment, rudderstack, jitsu];

/** Segment's snippet, as far as it matters: a queue of calls until the script is there. */
const snippet: BrowserClient = {
  ...segment,
  head: (service, writeKey) => `
    <script>
      analytics = [];
      for (const method of ['page', 'track', 'identify', 'group', 'alias', 'addSourceMiddleware']) {
        analytics[method] = (...args) => analytics.push([method, ...args]);
      }
      analytics._writeKey = '${writeKey}';
      analytics._cdn = '${service}';
      analytics.addSourceMiddleware(({ payload, next }) => {
        payload.obj.context.consent = { categoryPreferences: ${JSON.stringify(said)} };
        next(payload);
      });
    </script>
    <script async src="${modules}/@segment/analytics-next/dist/umd/standalone.js"></script>`,
};

/** Other ways of sending that a client can be set to, and the route each takes. */
export const otherWays = [
  {
    name: '@segment/analytics-next in batches',
    client: segment,
    options: {
      integrations: {
        'Segment.io': {
          deliveryStrategy: { strategy: 'batching', config: { size: 3, timeout: 500 } },
        },
      },
    },
    route: '/v1/b',
    requests: 5,
  },
  {
    name: '@segment/analytics-next by the snippet',
    client: snippet,
    options: {},
    route: '/v1/t',
    requests: 6,
  },
  {
    name: '@rudderstack/analytics-js in batches',
    client: rudderstack,
    options: {
      queueOptions: { batch: { enabled: true, maxItems: 3, flushInterval: 500 } },
    },
    route: '/v1/batch',
    requests: 5,
  },
  {
    name: '@rudderstack/analytics-js by beacon',
    client: rudderstack,
    options: { useBeacon: true, beaconQueueOptions: { flushQueueInterval: 500 } },
    route: '/beacon/v1/batch',
    requests: 5,
  },
];
