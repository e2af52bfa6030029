import { resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { numberedPage } from '../http/pages';
import { type Admin, admins } from '../store/admins';
import { type Note, notesOn } from '../store/note';
import type { SandboxState } from '../store/state';
import { adminJson } from './admins';
import { companyOf } from './companies';
import { contactOf } from './contacts';
import { asHtml } from './html';
import { adminWithId, requiredBody } from './thread-input';

/** A note as Intercom answers it; its author is a teammate as `GET /admins` shows one. */
function noteJson(state: SandboxState, note: Note): object {
    const author = admins.find((one) => one.id === note.admin_id) as Admin;
    return {
        type: 'note',
        id: note.id,
        created_at: note.created_at,
        [note.on.type]: note.on,
        author: adminJson(state, author),
        body: note.body,
    };
}

type On = (call: Call) => Note['on'];

const contact: On = (call) => ({ type: 'contact', id: contactOf(call).id });
const company: On = (call) => ({ type: 'company', id: companyOf(call).id });

const create =
    (on: On) =>
    (call: Call): Answer => {
        const { world } = call;
        const about = on(call);
        const body = bodyObject(call);
        const html = asHtml(requiredBody(body.body));
        // Without an author it is the token's own teammate.
        const admin = adminWithId(body.admin_id ?? admins[0]?.id);
        world.countCreated('notes');
        const note = world.state.notes.put({
            id: world.state.notes.newId(),
            on: about,
            body: html,
            admin_id: admin.id,
            created_at: world.seconds(),
        });
        world.state.contacts.forgetTexts();
        return { json: noteJson(world.state, note) };
    };

const list =
    (on: On) =>
    (call: Call): Answer => {
        const { state, url } = call.world;
        const all = notesOn(state, on(call));
        const path = url + (call.url.split('?')[0] ?? '');
        const { items, pages } = numberedPage(all, call.query, path, { perPage: 50, max: 150 });
        const data = items.map((note) => noteJson(state, note));
        return { json: { type: 'list', data, total_count: all.length, pages } };
    };

/** Notes on contacts and companies. */
export const noteRoutes: Route[] = [
    { method: 'GET', path: '/contacts/:contact_id/notes', operation: list(contact) },
    { method: 'POST', path: '/contacts/:contact_id/notes', operation: create(contact) },
    { method: 'GET', path: '/companies/:company_id/notes', since: '2.15', operation: list(company) },
    { method: 'POST', path: '/companies/:company_id/notes', since: '2.16', operation: create(company) },
    {
        method: 'GET',
        path: '/notes/:note_id',
        operation: (call) => {
            const note = call.world.state.notes.get(call.params.note_id ?? '');
            if (!note) throw resourceNotFound();
            return { json: noteJson(call.world.state, note) };
        },
    },
];
