import type { Command } from '../context.ts';
import {
  actionAddCommand,
  actionListCommand,
  actionMeasureCommand,
  actionRemoveCommand,
  actionSetCommand,
} from './action.ts';
import { attributionCommand } from './attribution.ts';
import {
  costImportCommand,
  costListCommand,
  costRemoveCommand,
  rateImportCommand,
  rateListCommand,
} from './attribution-money.ts';
import {
  accountListCommand,
  accountMemberCommand,
  accountPartnerCommand,
  accountShowCommand,
} from './account.ts';
import { auditCommand } from './audit.ts';
import { configCheckCommand, configPrintCommand } from './config.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { enrichCommand } from './enrich.ts';
import { exportCommand } from './export.ts';
import {
  findingsShowCommand,
  findingsUnwatchCommand,
  findingsWatchCommand,
  personaListCommand,
  personaNameCommand,
} from './findings.ts';
import { hookAddCommand, hookListCommand, hookRevokeCommand, hookTestCommand } from './hook.ts';
import {
  identityBlockCommand,
  identityRebuildCommand,
  identityRelinkCommand,
  identityRulesCommand,
  identityUnblockCommand,
  identityUnlinkCommand,
  identityWhyCommand,
} from './identity.ts';
import { importCommand } from './import.ts';
import { keyRotateCommand } from './key.ts';
import { linkCreateCommand, linkListCommand, linkRevokeCommand } from './link.ts';
import { migrateCommand } from './migrate.ts';
import {
  peopleEraseCommand,
  peopleExportCommand,
  peopleFindCommand,
  peopleRectifyCommand,
  peopleRequestsCommand,
  peopleRestrictCommand,
  peopleShowCommand,
  peopleUnrestrictCommand,
} from './people.ts';
import { phoneListCommand, phoneSetCommand } from './phone.ts';
import {
  quarantineListCommand,
  quarantineReplayCommand,
  quarantineRowsCommand,
  quarantineShowCommand,
} from './quarantine.ts';
import { reportCommand } from './report.ts';
import {
  journeyListCommand,
  journeyRebuildCommand,
  journeyRemoveCommand,
  journeySetCommand,
  journeyShowCommand,
} from './journey.ts';
import { keyCreateCommand, keyListCommand, keyRevokeCommand } from './secret-key.ts';
import {
  segmentCountCommand,
  segmentListCommand,
  segmentMembersCommand,
  segmentRemoveCommand,
  segmentSetCommand,
  segmentTestCommand,
} from './segment.ts';
import { sitePrivacyCommand } from './site-privacy.ts';
import { siteAddCommand, siteListCommand, siteUpdateCommand } from './site.ts';
import { startCommand } from './start.ts';
import {
  touchpointsDiffCommand,
  touchpointsHistoryCommand,
  touchpointsListCommand,
  touchpointsRollbackCommand,
  touchpointsSilentCommand,
  touchpointsUnmappedCommand,
} from './touchpoints.ts';
import {
  touchpointsApplyCommand,
  touchpointsExportCommand,
  touchpointsTestCommand,
} from './touchpoints-file.ts';
import { touchpointsTopicCommand } from './touchpoints-topic.ts';
import {
  tokenChangeCommand,
  tokenCreateCommand,
  tokenListCommand,
  tokenRevokeCommand,
} from './token.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  startCommand,
  siteAddCommand,
  siteUpdateCommand,
  siteListCommand,
  sitePrivacyCommand,
  keyRotateCommand,
  keyCreateCommand,
  keyListCommand,
  keyRevokeCommand,
  tokenCreateCommand,
  tokenListCommand,
  tokenChangeCommand,
  tokenRevokeCommand,
  linkCreateCommand,
  linkListCommand,
  linkRevokeCommand,
  hookAddCommand,
  hookListCommand,
  hookTestCommand,
  hookRevokeCommand,
  phoneSetCommand,
  phoneListCommand,
  importCommand,
  exportCommand,
  enrichCommand,
  reportCommand,
  findingsShowCommand,
  findingsWatchCommand,
  findingsUnwatchCommand,
  actionListCommand,
  actionAddCommand,
  actionSetCommand,
  actionMeasureCommand,
  actionRemoveCommand,
  personaListCommand,
  personaNameCommand,
  touchpointsListCommand,
  touchpointsExportCommand,
  touchpointsApplyCommand,
  touchpointsTestCommand,
  touchpointsUnmappedCommand,
  touchpointsSilentCommand,
  touchpointsTopicCommand,
  touchpointsHistoryCommand,
  touchpointsDiffCommand,
  touchpointsRollbackCommand,
  attributionCommand,
  costImportCommand,
  costListCommand,
  costRemoveCommand,
  rateImportCommand,
  rateListCommand,
  peopleShowCommand,
  peopleFindCommand,
  peopleExportCommand,
  peopleEraseCommand,
  peopleRestrictCommand,
  peopleUnrestrictCommand,
  peopleRectifyCommand,
  peopleRequestsCommand,
  segmentListCommand,
  segmentSetCommand,
  segmentTestCommand,
  segmentCountCommand,
  segmentMembersCommand,
  segmentRemoveCommand,
  accountListCommand,
  accountShowCommand,
  accountMemberCommand,
  accountPartnerCommand,
  identityWhyCommand,
  identityUnlinkCommand,
  identityRelinkCommand,
  identityBlockCommand,
  identityUnblockCommand,
  identityRulesCommand,
  identityRebuildCommand,
  journeyListCommand,
  journeySetCommand,
  journeyShowCommand,
  journeyRemoveCommand,
  journeyRebuildCommand,
  auditCommand,
  demoCommand,
  quarantineListCommand,
  quarantineShowCommand,
  quarantineReplayCommand,
  quarantineRowsCommand,
  configCheckCommand,
  configPrintCommand,
  migrateCommand,
  doctorCommand,
];
