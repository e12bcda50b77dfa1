import type { Recipe } from './recipe.ts';

/** Calls of a call centre: each call is a touch, its rating stays with it. */
export const callLog: Recipe = {
  name: 'call-log',
  summary: 'calls of a call centre: each call is a touch in channel call_center',
  columns: {
    id: ['call_id', 'conversation_id', 'interaction_id', 'anruf_id'],
    at: ['started_at', 'start_time', 'call_start', 'timestamp', 'datetime', 'beginn'],
    date: ['date', 'datum'],
    time: ['time', 'uhrzeit'],
    userId: ['customer_id', 'customer_no', 'contact_id', 'kundennummer'],
    accountId: ['account_id', 'company_id'],
    calledNumber: [
      'called_number',
      'dialed_number',
      'dialled_number',
      'tracking_number',
      'destination_number',
      'gewaehlte_nummer',
    ],
    touchpoint: ['queue', 'skill', 'topic', 'line', 'warteschlange'],
    'experience.durationMs': ['duration_s', 'duration_seconds', 'duration', 'talk_time', 'dauer'],
    rating: ['rating', 'csat', 'bewertung'],
    'props.direction': ['direction', 'richtung'],
    'props.outcome': ['outcome', 'disposition', 'wrap_up', 'ergebnis'],
    'props.waitedSeconds': ['wait_s', 'wait_time', 'queue_time', 'wartezeit'],
  },
  constants: { channel: 'call_center', name: 'call.held' },
  touchpointPrefix: 'call.',
  factors: { 'experience.durationMs': 1_000 },
  sample: [
    'call_id,started_at,customer_id,queue,duration_s,direction,outcome',
    'K-55,2026-10-30 09:12,C-17,orders,240,inbound,answered',
  ].join('\n'),
};
