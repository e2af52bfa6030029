import type { Route } from '../http/call';
import { companyRoutes } from './companies';
import { scrollRoutes } from './company-scroll';
import { contactCompanyRoutes } from './contact-companies';
import { contactTagRoutes } from './contact-tags';
import { contactRoutes } from './contacts';
import { conversationRoutes } from './conversations';
import { oauthRoutes } from './oauth';
import { tagRoutes } from './tags';
import { ticketRoutes } from './tickets';
import { toolRoutes } from './tools';
import { workspaceRoutes } from './workspace';

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
