import { invalid } from '../http/api-error';

/** The kinds of value a custom attribute can have. */
export type DataType = 'string' | 'integer' | 'float' | 'boolean' | 'date';

/** An attribute of contacts, companies or conversations. Unknown ones must be created before a contact can carry them. */
export interface DataAttribute {
    type: 'data_attribute';
    /** Only custom ones have an id. */
    id?: number;
    model: 'contact' | 'company' | 'conversation';
    name: string;
    full_name: string;
    label: string;
    description: string;
    data_type: DataType;
    options?: string[];
    api_writable: boolean;
    ui_writable: boolean;
    messenger_writable: boolean;
    custom: boolean;
    archived: boolean;
    admin_id?: string;
    created_at?: number;
    updated_at?: number;
}

const standard: Record<DataAttribute['model'], Record<string, DataType>> = {
    contact: {
        id: 'string',
        name: 'string',
        email: 'string',
        phone: 'string',
        external_id: 'string',
        role: 'string',
        owner_id: 'string',
        created_at: 'date',
        updated_at: 'date',
        signed_up_at: 'date',
        last_seen_at: 'date',
        unsubscribed_from_emails: 'boolean',
    },
    company: {
        id: 'string',
        name: 'string',
        company_id: 'string',
        size: 'integer',
        website: 'string',
        industry: 'string',
        monthly_spend: 'float',
        user_count: 'integer',
        session_count: 'integer',
        created_at: 'date',
        updated_at: 'date',
        last_request_at: 'date',
        remote_created_at: 'date',
    },
    conversation: {
        title: 'string',
        state: 'string',
        priority: 'string',
        admin_assignee_id: 'integer',
        team_assignee_id: 'integer',
        created_at: 'date',
        updated_at: 'date',
    },
};

const custom: [DataAttribute['model'], string, DataType, string, string[]?][] = [
    ['contact', 'plan', 'string', 'What they pay for'],
    ['contact', 'device_count', 'integer', 'How many devices they have'],
    ['contact', 'vip', 'boolean', 'Handle with care'],
    ['contact', 'signed_contract_at', 'date', 'When the contract was signed'],
    ['contact', 'favourite_colour', 'string', 'The colour they like'],
    ['contact', 'lifetime_value', 'float', 'What they have paid so far'],
    ['contact', 'account_tier', 'string', 'Bronze, silver or gold', ['bronze', 'silver', 'gold']],
    ['company', 'account_manager', 'string', 'Who looks after them'],
    ['company', 'seats', 'integer', 'How many seats they have bought'],
    ['company', 'renews_at', 'date', 'When the contract ends'],
];

/** All attributes of a workspace. */
export class DataAttributeStore {
    private readonly all: DataAttribute[] = [];
    private nextId = 31;

    constructor(now: number) {
        for (const model of ['contact', 'company', 'conversation'] as const) {
            for (const [name, data_type] of Object.entries(standard[model])) {
                this.all.push({
                    type: 'data_attribute',
                    model,
                    name,
                    full_name: name,
                    label: name.replaceAll('_', ' '),
                    description: `The ${name.replaceAll('_', ' ')} of a ${model}`,
                    data_type,
                    api_writable: !['id', 'created_at', 'updated_at', 'user_count', 'session_count'].includes(name),
                    ui_writable: false,
                    messenger_writable: false,
                    custom: false,
                    archived: false,
                });
            }
        }
        for (const [model, name, type, description, options] of custom) {
            this.create(model, name, type, now, description, options);
        }
    }

    /** Those of a model, or without one of contacts and companies; archived ones only when they are asked for. */
    list(model: string | undefined, archivedToo: boolean): DataAttribute[] {
        return this.all.filter((one) => {
            const asked = model === undefined ? one.model !== 'conversation' : one.model === model;
            return asked && (archivedToo || !one.archived);
        });
    }

    /** The custom attribute with this id. */
    get(id: number): DataAttribute | undefined {
        return this.all.find((one) => one.id === id);
    }

    /** The custom attribute of that name. */
    find(model: DataAttribute['model'], name: string): DataAttribute | undefined {
        return this.all.find((one) => one.custom && one.model === model && one.name === name);
    }

    create(
        model: DataAttribute['model'],
        name: string,
        data_type: DataType,
        now: number,
        description = '',
        options?: string[],
    ): DataAttribute {
        if (this.find(model, name)) throw invalid(`You already have '${name}' in your ${model} data`, 'name');
        const attribute: DataAttribute = {
            type: 'data_attribute',
            id: this.nextId++,
            model,
            name,
            full_name: `custom_attributes.${name}`,
            label: name,
            description,
            data_type,
            ...(options ? { options } : {}),
            api_writable: true,
            ui_writable: true,
            messenger_writable: true,
            custom: true,
            archived: false,
            admin_id: '991267459',
            created_at: now,
            updated_at: now,
        };
        this.all.push(attribute);
        return attribute;
    }
}
