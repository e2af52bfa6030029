import type { Route } from '../http/call';
import { activityLogRoutes } from './activity-logs';
import { adminRoutes } from './admins';
import { companyRoutes } from './companies';
import { scrollRoutes } from './company-scroll';
import { contactCompanyRoutes } from './contact-companies';
import { contactTagRoutes } from './contact-tags';
import { contactRoutes } from './contacts';
import { conversationAttributeRoutes } from './conversation-attributes';
import { conversationPartRoutes } from './conversation-parts';
import { conversationRoutes } from './conversations';
import { dataEventRoutes } from './data-events';
import { dataExportRoutes } from './data-export';
import { helpCenterRoutes } from './help-center';
import { messageRoutes } from './messages';
import { noteRoutes } from './notes';
import { oauthRoutes } from './oauth';
import { recordTagRoutes } from './record-tags';
import { sampleRoutes } from './samples';
import { subscriptionRoutes } from './subscriptions';
import { tagRoutes } from './tags';
import { ticketLinkRoutes } from './ticket-links';
import { ticketReplyRoutes } from './ticket-replies';
import { ticketSearchRoutes } from './ticket-search';
import { ticketTypeRoutes } from './ticket-types';
import { ticketUpdateRoutes } from './ticket-update';
import { ticketRoutes } from './tickets';
import { toolRoutes } from './tools';
import { workspaceRoutes } from './workspace';

/** What the sandbox plays itself. */
const played: readonly Route[] = [
    ...workspaceRoutes,
    ...activityLogRoutes,
    ...adminRoutes,
    ...contactRoutes,
    ...contactCompanyRoutes,
    ...contactTagRoutes,
    ...companyRoutes,
    ...scrollRoutes,
    ...tagRoutes,
    ...ticketRoutes,
    ...ticketUpdateRoutes,
    ...ticketReplyRoutes,
    ...ticketLinkRoutes,
    ...ticketSearchRoutes,
    ...ticketTypeRoutes,
    ...conversationAttributeRoutes,
    ...conversationRoutes,
    ...conversationPartRoutes,
    ...recordTagRoutes,
    ...noteRoutes,
    ...messageRoutes,
    ...dataEventRoutes,
    ...dataExportRoutes,
    ...helpCenterRoutes,
    ...subscriptionRoutes,
    ...oauthRoutes,
    ...toolRoutes,
];

/** Everything the sandbox answers. */
export const routes: readonly Route[] = [...played, ...sampleRoutes(played)];
