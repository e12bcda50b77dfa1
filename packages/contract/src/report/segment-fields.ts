/** What a condition on people may look at, besides `props.NAME`. */
export const segmentFields = [
  'channel',
  'touchpoint',
  'name',
  'campaign_source',
  'campaign_medium',
  'campaign_name',
  'account_id',
] as const;

export const segmentOps = ['is', 'is_not', 'contains'] as const;

/** `props.NAME` with a name that SQL and links can carry. */
export const segmentProp = /^props\.[^.]{1,100}$/;
