import assert from 'node:assert/strict';
import type { Fault } from '../../src/sandbox';
import { TestFlow, withSandbox } from '../nodes/flow';

interface Row {
    name: string;
    type: string;
    properties?: Record<string, unknown>;
    payload: unknown;
    fault?: Fault;
    /** What Node-RED's sidebar shows of it: thirty characters. */
    begins: string;
    /** What to do begins within eighty. */
    remedy: RegExp;
    code: string;
    field: string | null;
}

const refusal = (status: number, code: string, message: string, field?: string): Fault => ({
    kind: 'status',
    status,
    body: { type: 'error.list', request_id: 'r1', errors: [{ code, message, field }] },
    times: Number.POSITIVE_INFINITY,
});
const get = 'intercom-get-contact';
const create = 'intercom-create-contact';

const rows: Row[] = [
    {
        name: 'a value that is not there',
        type: get,
        payload: {},
        begins: 'Contact ID is missing: msg.pay',
        remedy: /Put it there/,
        code: 'missing_field',
        field: 'contactId',
    },
    {
        name: 'a value that cannot be read',
        type: create,
        payload: { role: 'user', signed_up_at: 'soon' },
        begins: 'Signed up at must be a date, n',
        remedy: /Give one such as 2026-/,
        code: 'invalid_field',
        field: 'signedUpAt',
    },
    {
        name: 'none of several',
        type: create,
        payload: { phone: '1' },
        begins: 'One of these is needed: Email,',
        remedy: /Give one of them/,
        code: 'missing_field',
        field: 'role',
    },
    {
        name: 'a list where one record belongs',
        type: get,
        payload: { id: Array(50).fill('c') },
        begins: 'Contact ID is a list of 50. Se',
        remedy: /Send a message per record, or use For each/,
        code: 'invalid_field',
        field: 'contactId',
    },
    {
        name: 'a record of another type',
        type: get,
        payload: { id: { type: 'company', id: 'x' } },
        begins: 'Contact ID is a record of type',
        remedy: /Give the ID of the contact/,
        code: 'invalid_field',
        field: 'contactId',
    },
    {
        name: 'a record of another type, whose name begins with a vowel',
        type: 'intercom-manage-conversation',
        properties: { do: 'assign', assigneeId: 'payload', assigneeIdType: 'msg' },
        payload: { type: 'conversation', id: 'x' },
        begins: 'Assignee ID is a record of typ',
        remedy: /conversation, not admin\. Give the ID of the admin\./,
        code: 'invalid_field',
        field: 'assigneeId',
    },
    {
        name: 'an expression that fails',
        type: create,
        properties: { contactName: '$number(payload.x)', contactNameType: 'jsonata' },
        payload: { role: 'user', x: 'abc' },
        begins: 'Contact name: its jsonata cann',
        remedy: /Unable to cast value to a number: "abc"/,
        code: 'invalid_field',
        field: 'contactName',
    },
    {
        name: 'a record that is not there',
        type: get,
        payload: { id: 'f'.repeat(24) },
        begins: 'No such contact, or archived. ',
        remedy: /If it is archived, unarchive it; else check the ID/,
        code: 'not_found',
        field: null,
    },
    {
        name: 'a name that nothing has',
        type: 'intercom-get-company',
        properties: { companyBy: 'name' },
        payload: { id: 'Nobody Ltd' },
        begins: 'There is no company with the n',
        remedy: /Check how it is written/,
        code: 'not_found',
        field: 'companyId',
    },
    {
        name: 'a field that Intercom refuses, by its own name for it',
        type: create,
        payload: { role: 'user' },
        fault: refusal(422, 'parameter_invalid', 'signed_up_at lies ahead', 'signed_up_at'),
        begins: 'Signed up at is not accepted. ',
        remedy: /Check the values that were sent/,
        code: 'parameter_invalid',
        field: 'signedUpAt',
    },
    {
        name: 'a field of which the node has two by that name, one of them under another choice',
        type: 'intercom-send-message',
        properties: {
            body: 'Hi',
            bodyType: 'str',
            subject: 'Hi',
            subjectType: 'str',
            adminId: '1',
            adminIdType: 'str',
        },
        payload: { contact_id: 'x' },
        fault: refusal(400, 'parameter_invalid', 'template is unknown', 'template'),
        begins: 'Template is not accepted. Chec',
        remedy: /Check the values that were sent/,
        code: 'parameter_invalid',
        field: 'template',
    },
    {
        name: 'a field that is no input of the node',
        type: create,
        payload: { role: 'user' },
        fault: refusal(400, 'parameter_invalid', 'no', 'custom_attributes.plan'),
        begins: 'custom_attributes.plan is not ',
        remedy: /Check the values that were sent/,
        code: 'parameter_invalid',
        field: 'custom_attributes.plan',
    },
    {
        name: 'a token that is refused',
        type: get,
        payload: { id: 'x' },
        fault: refusal(401, 'unauthorized', 'Access Token Invalid'),
        begins: 'The access token is refused. C',
        remedy: /Check the access token/,
        code: 'unauthorized',
        field: null,
    },
    {
        name: "a firewall's page",
        type: get,
        payload: { id: 'x' },
        fault: { kind: 'html', status: 403, body: '<title>Attention Required!</title>' },
        begins: 'A proxy or firewall refused. T',
        remedy: /not Intercom's answer: allow/,
        code: 'forbidden',
        field: null,
    },
];

describe('the sentence of an error', () => {
    const held = withSandbox();

    for (const { name, type, properties, payload, fault, begins, remedy, code, field } of rows) {
        it(`${name}: ${begins}`, async () => {
            if (fault) held.sandbox.fault(fault);
            const flow = await TestFlow.load(held.sandbox, type, properties, { maxRetries: 0 });
            const { error, intercom } = await flow.error({ payload });
            const { message = '' } = error ?? {};
            assert.equal(message.slice(0, 30), begins, message);
            const at = message.search(remedy);
            assert.ok(at >= 0 && at < 80, message);
            assert.doesNotMatch(message, /IntercomError|\[object|undefined/);
            assert.equal(intercom.error?.code, code);
            assert.equal(intercom.error?.field, field);
            assert.equal(intercom.error?.message, message);
        });
    }
});
