/**
 * Payloads in the shape that these systems document, with made-up values.
 *
 * @see https://developers.hubspot.com/docs/api/webhooks
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 * @see https://apidocs.callrail.com/#webhooks
 */
const hubspotEvent = {
  eventId: 567890123,
  subscriptionId: 234567,
  portalId: 12345678,
  appId: 987654,
  occurredAt: 1_795_341_540_741,
  subscriptionType: 'contact.propertyChange',
  attemptNumber: 0,
  objectId: 65059681032,
  propertyName: 'lifecyclestage',
  propertyValue: 'opportunity',
  changeSource: 'CRM_UI',
  sourceId: 'userId:45678',
};

export const hubspotPayload = [
  hubspotEvent,
  { ...hubspotEvent, eventId: 567890124, occurredAt: 1_795_341_541_000, propertyValue: 'customer' },
  {
    ...hubspotEvent,
    eventId: 567890125,
    subscriptionType: 'deal.creation',
    propertyName: undefined,
    propertyValue: undefined,
    changeFlag: 'CREATED',
  },
];

export const pipedriveDeal = {
  data: {
    id: 4711,
    title: 'Lamps for the lobby',
    status: 'won',
    value: 1249.5,
    currency: 'EUR',
    person_id: 817,
    org_id: 42,
    owner_id: 23,
    pipeline_id: 1,
    stage_id: 4,
    channel: null,
    add_time: '2026-11-01T08:00:00Z',
    update_time: '2026-11-22T09:58:31Z',
    won_time: '2026-11-22T09:58:31Z',
    lost_time: null,
    custom_fields: {},
  },
  previous: { status: 'open', won_time: null },
  meta: {
    action: 'change',
    company_id: '7654321',
    correlation_id: '0a3cf0a5-3b9e-4e0f-b4a8-0f5b5a6f2c11',
    entity_id: '4711',
    entity: 'deal',
    id: '2d7b3a55-61f0-4f6e-8f7a-6f6a3d2f9e10',
    is_bulk_edit: false,
    timestamp: '2026-11-22T09:58:32.104Z',
    type: 'general',
    user_id: '23',
    version: '2.0',
    webhook_id: '9988',
    webhook_owner_id: '23',
    change_source: 'app',
    permitted_user_ids: ['23'],
    attempt: 1,
    host: 'lamps.pipedrive.com',
  },
};

export const pipedriveActivity = {
  data: {
    id: 990,
    subject: 'Call about the lobby',
    type: 'call',
    done: true,
    duration: '00:15:00',
    note: 'Private words of the sales person',
    person_id: 817,
    org_id: 42,
    marked_as_done_time: '2026-11-22 09:30:00',
  },
  previous: { done: false },
  meta: {
    ...pipedriveDeal.meta,
    entity: 'activity',
    entity_id: '990',
    timestamp: '2026-11-22T09:31:00.000Z',
  },
};

export const callrailCall = {
  answered: true,
  business_phone_number: '+4930999888',
  customer_city: 'Berlin',
  customer_country: 'DE',
  customer_name: 'Ada Canary',
  customer_phone_number: '+491701234567',
  customer_state: null,
  direction: 'inbound',
  duration: '187',
  recording: null,
  start_time: '2026-11-22T09:50:00.000+00:00',
  tracking_phone_number: '+4930123401',
  voicemail: false,
  company_resource_id: 'COM8154748ae6bd4e278a7cddd38a662f4f',
  person_resource_id: 'PER8154748ae6bd4e278a7cddd38a662f4f',
  resource_id: 'CAL8154748ae6bd4e278a7cddd38a662f4f',
  tracker_resource_id: 'TRK8154748ae6bd4e278a7cddd38a662f4f',
  call_type: 'voicemail',
  first_call: true,
  prior_calls: 0,
  source_name: 'Website pool',
};
