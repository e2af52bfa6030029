import type { Seed } from '../options';
import { seedCompanies } from '../seed/companies';
import { type ContactSeed, salted } from '../seed/contacts';
import { seedConversationAttributes, seedConversations } from '../seed/conversations';
import { seedHelpCenter } from '../seed/help-center';
import { seedTickets, ticketTypes } from '../seed/tickets';
import { tagNames } from '../seed/words';
import type { Activity } from './activity';
import { AWAY_AT_FIRST } from './admins';
import { COMPANY_SALT, CompanyStore } from './companies';
import type { Contact } from './contact';
import { ContactStore } from './contacts';
import type { Conversation, ConversationAttribute, DeletedConversation } from './conversation';
import { DataAttributeStore } from './data-attributes';
import type { DataExport } from './data-export';
import { EventStore } from './events';
import type { Article, Collection } from './help-center';
import { objectId } from './ids';
import type { Message } from './message';
import type { Note } from './note';
import type { Past } from './past';
import { Shelf } from './shelf';
import type { SubscriptionType } from './subscriptions';
import { TagStore } from './tags';
import type { Job, Ticket, TicketType } from './ticket';

const DAY = 86_400;

/** Everything a workspace holds. Tests may read it, and write it to prepare a situation. */
export class SandboxState {
    readonly contacts: ContactStore;
    readonly companies: CompanyStore;
    readonly tags = new TagStore();
    readonly ticketTypes: Map<string, TicketType>;
    readonly tickets = new Shelf<Ticket>(501);
    readonly conversations = new Shelf<Conversation>(215_001);
    readonly deletedConversations: DeletedConversation[] = [];
    readonly conversationAttributes = new Shelf<ConversationAttribute>(1);
    private nextPart = 130_001;
    readonly articles = new Shelf<Article>(9_101_001);
    readonly collections = new Shelf<Collection>(3_201);
    readonly dataExports = new Shelf<DataExport>(1);
    readonly activities = new Shelf<Activity>(1);
    readonly notes = new Shelf<Note>(1);
    readonly events = new EventStore();
    readonly messages = new Shelf<Message>(1);
    readonly jobs = new Shelf<Job>(1);
    /** Explicit choices, by contact and subscription type. */
    readonly subscriptions = new Map<string, Map<string, SubscriptionType['consent_type']>>();
    readonly dataAttributes: DataAttributeStore;
    /** Teammates who are away, by id: whether new replies go to somebody else. */
    readonly away = new Map<string, { reassign: boolean; reason: number | null }>([
        [AWAY_AT_FIRST, { reassign: true, reason: null }],
    ]);

    /** The seed depends on nothing but these; timestamps end a day before `now`'s day and start two years earlier. */
    constructor(seed: Seed, now: number, past?: Past<Contact>) {
        const to = (Math.floor(now / 1000 / DAY) - 1) * DAY;
        const from = to - 730 * DAY;
        if (seed.tags) for (const name of tagNames) this.tags.create(name, from);
        const tags = this.tags.values().map((tag) => tag.id);
        const companyId = (ordinal: number): string => objectId(ordinal, salted(seed, COMPANY_SALT));
        const contacts: ContactSeed = { ...seed, tags, from, to, companyId };
        this.companies = new CompanyStore(companyId);
        this.dataAttributes = new DataAttributeStore(from);
        this.contacts = new ContactStore(contacts, past);
        seedCompanies(this.companies, contacts, tags);
        this.ticketTypes = new Map(ticketTypes(from).map((type) => [type.id, type]));
        seedTickets(this, seed.tickets);
        seedHelpCenter(this.collections, this.articles, from);
        seedConversationAttributes(this, from);
        seedConversations(this, seed.conversations);
    }

    /** A new id for a part of a conversation or a ticket. */
    newPartId(): string {
        return String(this.nextPart++);
    }
}
