// One customer's way, sent by Segment's client for Node: npm run send -- URL WRITE_KEY
import { randomUUID } from 'node:crypto';
import { Analytics } from '@segment/analytics-node';

const [host, writeKey] = process.argv.slice(2);
if (!host || !writeKey) {
  console.error('usage: npm run send -- http://127.0.0.1:8787 wk_…');
  process.exit(2);
}

// `host` is the one line to change.
const analytics = new Analytics({ host, writeKey, flushAt: 5, flushInterval: 500 });
const failures = [];
analytics.on('error', ({ reason }) => failures.push(reason));

const anonymousId = randomUUID();
const userId = `customer-${anonymousId.slice(0, 8)}`;
// What somebody said in your consent banner goes with each message.
const context = {
  consent: { categoryPreferences: { Analytics: true, identification: true } },
};

analytics.page({
  anonymousId,
  properties: { url: 'https://shop.example/shoes?utm_source=newsletter', title: 'Shoes' },
  context,
});
analytics.track({ anonymousId, event: 'Product Viewed', properties: { sku: 'runner' }, context });
analytics.identify({ anonymousId, userId, traits: { plan: 'pro' }, context });
analytics.group({ anonymousId, userId, groupId: 'acme', traits: { seats: 12 }, context });
analytics.track({
  anonymousId,
  userId,
  event: 'Order Completed',
  properties: { order_id: randomUUID(), revenue: 59.9, currency: 'EUR' },
  context,
});

await analytics.closeAndFlush();
if (failures.length > 0) {
  console.error(`Not delivered: ${failures.join(', ')}`);
  process.exit(1);
}
console.log(`Sent 5 messages of ${userId}.`);
