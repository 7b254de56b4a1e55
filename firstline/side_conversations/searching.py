"""Agents find a ticket by what was said on its side, as by its messages."""

from firstline.desk.search.walking import Source, is_searched

is_searched(
    Source(
        "side_message",
        "side_conversations_sidemessage",
        "id",
        "(SELECT conversation.ticket_id FROM side_conversations_sideconversation AS conversation"
        " WHERE conversation.id = {row}.conversation_id)",
        0.7,
        texts="SELECT message.id, message.text, conversation.subject"
        " FROM side_conversations_sidemessage AS message"
        " JOIN side_conversations_sideconversation AS conversation"
        " ON conversation.id = message.conversation_id WHERE message.id = ANY({ids})",
        icon="messages-square",
    )
)
