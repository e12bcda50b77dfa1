import type { Recipe } from './recipe.ts';

/** Badges scanned at a fair: each scan is a touch of the person and their company. */
export const tradeFairLeads: Recipe = {
  name: 'trade-fair-leads',
  summary: 'badges scanned at a fair: each scan is a touch in channel event',
  columns: {
    id: ['scan_id', 'lead_id', 'badge_scan_id'],
    at: ['scanned_at', 'scan_time', 'timestamp', 'datetime'],
    date: ['date', 'datum'],
    time: ['time', 'uhrzeit'],
    userId: ['contact_id', 'visitor_id', 'badge_id', 'customer_id'],
    accountId: ['account_id', 'company_id', 'firma_id'],
    touchpoint: ['booth', 'stand', 'event', 'fair', 'messe'],
    rating: ['interest', 'lead_score', 'rating'],
    'props.topic': ['topic', 'interest_topic', 'thema'],
    'props.scannedBy': ['scanned_by', 'owner'],
  },
  constants: { channel: 'event', name: 'fair.met' },
  touchpointPrefix: 'fair.',
  sample: [
    'scan_id,scanned_at,contact_id,account_id,fair,topic',
    'S-8,2026-09-22 11:40,C-17,acme,light-building,outdoor',
  ].join('\n'),
};
