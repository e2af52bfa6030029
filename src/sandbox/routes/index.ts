import type { Route } from '../http/call';
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
import { ticketTypeRoutes } from './ticket-types';
import { ticketRoutes } from './tickets';
import { toolRoutes } from './tools';
import { workspaceRoutes } from './workspace';

/** What the sandbox plays itself. */
const played: readonly Route[] = [
    ...workspaceRoutes,
    ...adminRoutes,
    ...contactRoutes,
    ...contactCompanyRoutes,
    ...contactTagRoutes,
    ...companyRoutes,
    ...scrollRoutes,
    ...tagRoutes,
    ...ticketRoutes,
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
