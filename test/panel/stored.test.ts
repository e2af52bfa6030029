import assert from 'node:assert/strict';
import { discoverNodes } from '../../src/build/discover';
import { nodeProperties } from '../support/stored';

/**
 * What a new node of each type holds in a flow file, beside name and connection: `property=type:value`, plain values
 * without a type. Flows that people saved hold these names: whatever changes here needs a migration.
 */
const stored: Record<string, string> = {
    'intercom-archive-contact': 'contactId=msg:payload.id contactBy=id',
    'intercom-attach-company-to-contact':
        'contactId=msg:payload.contact_id contactBy=id companyId=msg:payload.company_id companyBy=id',
    'intercom-attach-tag-to-contact': 'contactId=msg:payload.contact_id contactBy=id tagId=msg:payload.tag_id tagBy=id',
    'intercom-create-company':
        'companyId=msg:payload.company_id remoteCreatedAt=msg:payload.remote_created_at companyName=msg:payload.name monthlySpend=msg:payload.monthly_spend plan=msg:payload.plan size=msg:payload.size website=msg:payload.website industry=msg:payload.industry customAttributes=msg:payload.custom_attributes',
    'intercom-create-contact':
        'role=msg:payload.role externalId=msg:payload.external_id email=msg:payload.email phone=msg:payload.phone contactName=msg:payload.name avatarUrl=msg:payload.avatar signedUpAt=msg:payload.signed_up_at lastSeenAt=msg:payload.last_seen_at unsubscribedFromEmails=bool:false ownerId=msg:payload.owner_id customAttributes=msg:payload.custom_attributes',
    'intercom-create-tag': 'tagName=msg:payload.name',
    'intercom-create-ticket':
        'ticketTypeId=msg:payload.ticket_type_id contactId=msg:payload.contact_id contactBy=auto companyId=msg:payload.company_id companyBy=company_id ticketAttributes=msg:payload.ticket_attributes skipNotifications=msg:payload.skip_notifications createdAt=msg:payload.created_at',
    'intercom-delete-company': 'companyId=msg:payload.id companyBy=id',
    'intercom-delete-contact': 'contactId=msg:payload.id contactBy=id',
    'intercom-delete-tag': 'tagId=msg:payload.id tagBy=id',
    'intercom-detach-company-from-contact':
        'contactId=msg:payload.contact_id contactBy=id companyId=msg:payload.company_id companyBy=id',
    'intercom-detach-tag-from-contact':
        'contactId=msg:payload.contact_id contactBy=id tagId=msg:payload.tag_id tagBy=id',
    'intercom-get-company': 'companyId=msg:payload.id companyBy=id',
    'intercom-get-contact': 'contactId=msg:payload.id contactBy=id',
    'intercom-get-ticket': 'ticketId=msg:payload.id',
    'intercom-list-companies':
        'companyName=str: companyId=str: tagId=str: segmentId=str: fetchAll=bool:false page=str: perPage=str: order=str:desc startingAfter=str: emit=array',
    'intercom-list-contacts': 'fetchAll=bool:false page=str: perPage=str: order=str: startingAfter=str: emit=array',
    'intercom-list-tags': 'emit=array',
    'intercom-list-ticket-types': 'emit=array',
    'intercom-raw-request':
        'url=str: method=str:GET data=str: formData=str: fileData=str: fileNames=str: query=str: headers=str: responseType=str:json timeout=str: maxRetries=num:0 retryDelay=num:0 retryAllErrors=bool:false exponentialBackoff=bool:false',
    'intercom-search-contacts':
        'role=msg:payload.role contactName=msg:payload.name email=msg:payload.email jsonQuery=str: sortField=str: fetchAll=bool:false perPage=str: order=str: startingAfter=str: emit=array',
    'intercom-unarchive-contact': 'contactId=msg:payload.id contactBy=id',
    'intercom-update-company':
        'companyId=msg:payload.id companyBy=id remoteCreatedAt=msg:payload.remote_created_at companyName=msg:payload.name monthlySpend=msg:payload.monthly_spend plan=msg:payload.plan size=msg:payload.size website=msg:payload.website industry=msg:payload.industry customAttributes=msg:payload.custom_attributes',
    'intercom-update-contact':
        'contactId=msg:payload.id contactBy=id role=msg:payload.role externalId=msg:payload.external_id email=msg:payload.email phone=msg:payload.phone contactName=msg:payload.name avatarUrl=msg:payload.avatar signedUpAt=msg:payload.signed_up_at lastSeenAt=msg:payload.last_seen_at unsubscribedFromEmails=str: ownerId=msg:payload.owner_id customAttributes=msg:payload.custom_attributes',
    'intercom-update-tag': 'tagId=msg:payload.id tagBy=id tagName=msg:payload.name',
};

/** The properties of a node in the form of the table; beside them stand the names of picked values, all empty. */
function written(properties: Record<string, string>): string {
    const isPickedName = (name: string) => properties[name] === '' && /Id(?=Name$)/.test(name);
    const names = Object.keys(properties).filter(
        (name) => name !== 'name' && name !== 'connection' && !isPickedName(name),
    );
    const isType = (name: string) => name.endsWith('Type') && names.includes(name.slice(0, -'Type'.length));
    return names
        .filter((name) => !isType(name))
        .map((name) => [properties[`${name}Type`], properties[name]].filter((part) => part !== undefined))
        .map((parts, at) => `${names.filter((name) => !isType(name))[at]}=${parts.join(':')}`)
        .join(' ');
}

describe('what a new node holds', () => {
    for (const { action } of discoverNodes()) {
        const before = action && stored[action.type];
        if (!before) continue;
        it(`${action.type}: all that it held in 0.1.0`, () => {
            const now = written(nodeProperties(action)).split(' ');
            assert.deepEqual(
                before.split(' ').filter((property) => !now.includes(property)),
                [],
            );
        });
    }
});
