import type { Recipe } from './recipe.ts';

/** A mailing on paper: each letter delivered is a touch. */
export const letters: Recipe = {
  name: 'letters',
  summary: 'letters and parcels delivered: each is a touch in channel mail',
  columns: {
    id: ['letter_id', 'shipment_id', 'piece_id', 'sendungsnummer'],
    at: ['delivered_at', 'posted_at', 'timestamp'],
    date: ['delivered_on', 'delivery_date', 'posted_on', 'date', 'datum'],
    time: ['time', 'uhrzeit'],
    userId: ['customer_id', 'recipient_id', 'customer_no', 'kundennummer'],
    touchpoint: ['mailing', 'campaign_id', 'letter_type', 'aktion'],
    'campaign.name': ['campaign', 'campaign_name', 'kampagne'],
    'props.variant': ['variant', 'variante'],
  },
  constants: { channel: 'mail', name: 'letter.delivered' },
  touchpointPrefix: 'mail.',
  sample: [
    'letter_id,delivered_on,customer_id,mailing,campaign',
    'L-3,2026-10-05,C-17,catalogue,autumn-2026',
  ].join('\n'),
};
