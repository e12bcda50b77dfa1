import type { Recipe } from './recipe.ts';

/** What sales people noted in a CRM: meetings, calls, mails; text of notes is left out. */
export const crmActivities: Recipe = {
  name: 'crm-activities',
  summary: 'activities of a CRM (meetings, calls, mails), with person and account',
  columns: {
    id: ['activity_id', 'engagement_id', 'task_id', 'id'],
    at: ['activity_date', 'occurred_at', 'completed_at', 'created_at', 'timestamp', 'due_date'],
    date: ['date', 'datum'],
    time: ['time', 'uhrzeit'],
    userId: ['contact_id', 'who_id', 'person_id', 'customer_id', 'kontakt_id'],
    accountId: ['account_id', 'company_id', 'organization_id', 'what_id', 'firma_id'],
    channel: ['channel', 'medium', 'kanal'],
    touchpoint: ['activity_type', 'type', 'task_subtype', 'art'],
    value: ['deal_value', 'amount'],
    'props.owner': ['owner_id', 'owner', 'assigned_to'],
    'props.stage': ['stage', 'deal_stage', 'phase'],
  },
  constants: { channel: 'other', name: 'crm.activity' },
  touchpointPrefix: 'crm.',
  sample: [
    'activity_id,occurred_at,contact_id,account_id,activity_type,channel,owner',
    'A-9,2026-10-12T08:30:00Z,C-17,acme,demo,event,u-3',
  ].join('\n'),
};
