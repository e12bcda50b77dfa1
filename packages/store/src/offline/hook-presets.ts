import { createHash } from 'node:crypto';
import { hookMappingSchema } from '@touchtrail/contract';
import type { HookAuth, HookMapping } from '@touchtrail/contract';

/** How a known system calls webhooks, and what of it becomes an event unless told otherwise. */
export interface HookPreset {
  summary: string;
  /** Where the secret is from: theirs, or made here and given to them. */
  secretFrom: 'them' | 'us';
  /** @param url address of the hook as that system calls it. */
  auth(secret: string, url: string): HookAuth;
  /** How to set it up over there. */
  setUp(secret: string): string;
  mapping: HookMapping;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const basic = (secret: string): string =>
  `Basic ${Buffer.from(`touchtrail:${secret}`).toString('base64')}`;

/**
 * Systems whose webhooks are known by their public documentation.
 *
 * @see https://developers.hubspot.com/docs/api/webhooks
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 * @see https://apidocs.callrail.com/#webhooks
 */
export const hookPresets = {
  hubspot: {
    summary: 'HubSpot CRM: contacts that were created or reached another stage of their life cycle',
    secretFrom: 'them',
    auth: (secret, url) => ({
      kind: 'hmac',
      header: 'x-hubspot-signature-v3',
      algorithm: 'sha256',
      encoding: 'base64',
      prefix: '',
      signs: '{method}{url}{body}{timestamp}',
      timestampHeader: 'x-hubspot-request-timestamp',
      url,
      secret,
    }),
    setUp: () => 'The secret is the client secret of your HubSpot app.',
    // `eventId` is not promised to be unique.
    mapping: hookMappingSchema.parse({
      rules: [
        {
          when: {
            subscriptionType: 'contact.propertyChange',
            propertyName: 'lifecyclestage',
            propertyValue: 'customer',
          },
          fields: {
            id: ['subscriptionType', 'objectId', 'propertyName', 'occurredAt'],
            at: 'occurredAt',
            userId: 'objectId',
            'props.source': 'changeSource',
          },
          constants: {
            type: 'conversion',
            name: 'crm.became_customer',
            touchpoint: 'crm.customer',
            channel: 'other',
          },
        },
        {
          when: { subscriptionType: 'contact.propertyChange', propertyName: 'lifecyclestage' },
          fields: {
            id: ['subscriptionType', 'objectId', 'propertyName', 'occurredAt'],
            at: 'occurredAt',
            userId: 'objectId',
            touchpoint: 'propertyValue',
            'props.source': 'changeSource',
          },
          constants: { name: 'crm.stage_reached', channel: 'other' },
          prefixes: { touchpoint: 'crm.' },
        },
        {
          when: { subscriptionType: 'contact.creation' },
          fields: {
            id: ['subscriptionType', 'objectId', 'occurredAt'],
            at: 'occurredAt',
            userId: 'objectId',
            'props.source': 'changeSource',
          },
          constants: { name: 'crm.contact_created', touchpoint: 'crm.contact', channel: 'other' },
        },
      ],
    }),
  },
  pipedrive: {
    summary: 'Pipedrive CRM (webhooks version 2): deals won, and activities that were done',
    secretFrom: 'us',
    auth: (secret) => ({ kind: 'token', header: 'authorization', hash: sha256(basic(secret)) }),
    setUp: (secret) =>
      `In Pipedrive set the HTTP auth user to touchtrail and the password to ${secret}`,
    mapping: hookMappingSchema.parse({
      rules: [
        {
          when: { 'meta.entity': 'deal', 'data.status': 'won' },
          fields: {
            // Later changes of a deal that is won already are the same event.
            id: ['meta.entity', 'data.id', 'data.status'],
            at: ['data.won_time', 'meta.timestamp'],
            userId: 'data.person_id',
            accountId: 'data.org_id',
            value: 'data.value',
            currency: 'data.currency',
          },
          constants: {
            type: 'conversion',
            name: 'crm.deal_won',
            touchpoint: 'crm.deal',
            channel: 'other',
          },
        },
        {
          when: { 'meta.entity': 'activity', 'data.done': [true, 1] },
          fields: {
            id: ['meta.entity', 'data.id'],
            at: ['data.marked_as_done_time', 'meta.timestamp'],
            userId: 'data.person_id',
            accountId: 'data.org_id',
            channel: 'data.type',
            touchpoint: 'data.type',
          },
          constants: { name: 'crm.activity', channel: 'other' },
          prefixes: { touchpoint: 'crm.' },
          words: {
            channel: { call: 'phone', meeting: 'event', lunch: 'event', email: 'email' },
          },
        },
      ],
    }),
  },
  callrail: {
    summary: 'CallRail call tracking: calls, joined to the visit that the number was shown to',
    secretFrom: 'them',
    auth: (secret) => ({
      kind: 'hmac',
      header: 'signature',
      algorithm: 'sha1',
      encoding: 'base64',
      prefix: '',
      signs: '{body}',
      secret,
    }),
    setUp: () => 'The secret is the signing key of your company in CallRail.',
    // The caller's number and name are nobody's field.
    mapping: hookMappingSchema.parse({
      rules: [
        {
          when: { direction: 'inbound' },
          fields: {
            id: 'resource_id',
            at: 'start_time',
            calledNumber: 'tracking_phone_number',
            'experience.durationMs': 'duration',
            'props.answered': 'answered',
            'props.source': 'source_name',
            'props.first': 'first_call',
          },
          constants: { name: 'call.received', touchpoint: 'phone.hotline', channel: 'phone' },
          factors: { 'experience.durationMs': 1_000 },
        },
      ],
    }),
  },
  other: {
    summary: 'any other system that can send JSON with a header of its own',
    secretFrom: 'us',
    auth: (secret) => ({
      kind: 'token',
      header: 'authorization',
      hash: sha256(`Bearer ${secret}`),
    }),
    setUp: (secret) => `Let it send the header: Authorization: Bearer ${secret}`,
    mapping: hookMappingSchema.parse({
      rules: [{ fields: { id: 'id', at: 'at', userId: 'userId', name: 'name' } }],
    }),
  },
} satisfies Record<string, HookPreset>;
