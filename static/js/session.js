// The session on every page of the admin. Collected, it is delivered as one file
// (kientuong_portal/static_files.py).

import "./session-dialog.js";
import "./session-guard.js";
