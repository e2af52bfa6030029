/** Something a teammate did to the workspace, as its log keeps it. */
export interface Activity {
    id: string;
    admin_id: string;
    activity_type: string;
    activity_description: string;
    metadata: Record<string, unknown>;
    created_at: number;
}
