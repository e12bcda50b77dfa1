import type { Recipe } from './recipe.ts';

/** Sales at the till of a store: each receipt is a conversion of the person on the card. */
export const storeReceipts: Recipe = {
  name: 'store-receipts',
  summary: 'sales at the till: each receipt is a conversion in channel store',
  columns: {
    id: ['receipt_no', 'receipt_id', 'receipt', 'transaction_id', 'bon_nr', 'belegnummer'],
    at: ['timestamp', 'datetime', 'sold_at', 'created_at'],
    date: ['date', 'business_date', 'datum'],
    time: ['time', 'uhrzeit'],
    userId: ['customer_id', 'customer_no', 'card_no', 'loyalty_id', 'kundennummer', 'kartennummer'],
    touchpoint: ['store_id', 'store', 'branch', 'filiale'],
    value: ['total', 'amount', 'gross', 'umsatz', 'betrag'],
    currency: ['currency', 'waehrung'],
    'props.items': ['items', 'quantity', 'artikel'],
    'props.till': ['till', 'register', 'kasse'],
  },
  constants: { channel: 'store', name: 'store.bought', type: 'conversion' },
  touchpointPrefix: 'store.',
  sample: [
    'receipt_no,date,time,store_id,customer_id,total,currency,consent_purposes,consent_at',
    'R-1001,2026-10-31,14:05,berlin,C-17,249.00,EUR,measurement offline_join,2025-03-01T10:00:00Z',
  ].join('\n'),
};
