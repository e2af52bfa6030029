import type { Route } from '../http/call.js';
import { companyRoutes } from './companies.js';
import { scrollRoutes } from './company-scroll.js';
import { contactCompanyRoutes } from './contact-companies.js';
import { contactTagRoutes } from './contact-tags.js';
import { contactRoutes } from './contacts.js';
import { conversationRoutes } from './conversations.js';
import { oauthRoutes } from './oauth.js';
import { tagRoutes } from './tags.js';
import { ticketRoutes } from './tickets.js';
import { toolRoutes } from './tools.js';
import { workspaceRoutes } from './workspace.js';

/** Everything the sandbox answers. */
export const routes: readonly Route[] = [
    ...workspaceRoutes,
    ...contactRoutes,
    ...contactCompanyRoutes,
    ...contactTagRoutes,
    ...companyRoutes,
    ...scrollRoutes,
    ...tagRoutes,
    ...ticketRoutes,
    ...conversationRoutes,
    ...oauthRoutes,
    ...toolRoutes,
];
