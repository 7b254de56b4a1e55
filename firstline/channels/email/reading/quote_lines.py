"""Recognising the lines that mail programs put above the mail they quote, in many languages."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST_INTRODUCTION = 400

# "On Tuesday … Dana wrote:" — the verb, wherever the language puts it.
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|a écrit|escribió|escribi[óo]|escreveu|ha scritto|scrisse|schreef"
    r"|geschreven|skrev|kirjoitti|napisał|napisała|pisze|napsal|napsala|napísal|napísala"
    r"|написал|написала|пишет|написав|пише|написа|yazdı|ezt írta|írta|a scris|έγραψε|đã viết"
    r"|menulis|je napisao|je napisala|je napisal|kirjutas|rakstīja|rašė|va escriure|idatzi)\b"
    r"|のメール|のメッセージ|さんは書きました|写道|寫道|님이 작성|작성:|כתב|كتب|เขียน"
    r"|написал\(а\)|napisał\(a\)|napsal\(a\)|napísal\(a\)",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,2}[:.hH]\s?\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_ADDRESSED = re.compile(r"[^\s<>@]{1,64}@[\w.-]{1,253}")
_ENDS_INTRODUCTION = re.compile(r"[:：]\s*$")
_GOOGLE_DATED = re.compile(r"\d{4}[/-]\d{1,2}[/-]\d{1,2}.{0,200}<[^<>\s]{1,254}>:?$")

_ORIGINAL = re.compile(
    r"[-_*]{2,}\s*(?:original message|original appointment|ursprüngliche nachricht"
    r"|originalnachricht|message d'origine|message d’origine|message original|mensaje original"
    r"|messaggio originale|mensagem original|oorspronkelijk bericht|origineel bericht"
    r"|ursprungligt meddelande|originalmeddelande|opprinnelig melding|oprindelig meddelelse"
    r"|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní zpráva"
    r"|pôvodná správa|исходное сообщение|оригинальное сообщение|orijinal ileti|orijinal mesaj"
    r"|eredeti üzenet|mesaj original|αρχικό μήνυμα|original-nachricht|元のメッセージ|原始邮件"
    r"|原始郵件|원본 메일|원본 메시지|الرسالة الأصلية|הודעה מקורית|pesan asli|thư gốc"
    r"|reply message)"
    r"\s*[-_*]{2,}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"[-_*\s]*(?:begin forwarded message|forwarded message|weitergeleitete nachricht"
    r"|anfang der weitergeleiteten|message transféré|message réexpédié|début du message"
    r"|mensaje reenviado|inicio del mensaje|messaggio inoltrato|inizio messaggio"
    r"|mensagem encaminhada|mensagem reencaminhada|doorgestuurd bericht|begin doorgestuurd"
    r"|vidarebefordrat|vidarebefordrade|videresendt|edelleenlähetetty|välitetty viesti"
    r"|wiadomość przekazana|przekazana|přeposlaná|preposlaná|пересылаемое|пересланное"
    r"|переслано|iletilen|yönlendirilen|továbbított|mesaj redirecționat|προωθημένο|転送"
    r"|转发|轉寄|전달된)",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:[_=*-]\s?){5,}\s*")
FORWARD_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,60}\]\s*)?(?:fwd?|wg|tr|rv|enc|i|fs|vl|vb|doorst|pd|fw|ilt|továbbítás|转发|轉寄"
    r"|転送|전달)\s?[:：]",
    re.IGNORECASE,
)

_LABEL = re.compile(r"[\s>*_|]*([^\W\d_][\w' /()-]{0,30}?)\s*\*?\s?[:：]\*?(?:\s|$|\S)")
_FROM = _words(
    """
    from von de da van från fra lähettäjä od от от_кого від kimden gönderen feladó de_la
    expéditeur remitente mittente afzender avsändare afsender nadawca odesílatel отправитель από
    差出人 发件人 寄件者 寄件人 보낸_사람 보낸사람 من מאת dari saatja nuo no pošiljatelj
    pošiljalac dikirim_oleh
    """
)
_SENT = _words(
    """
    sent date gesendet datum envoyé envoyé_le enviado enviado_el enviada enviada_em fecha data
    inviato verzonden skickat sendt sendt_den dato lähetetty päivämäärä wysłano data_wysłania
    odesláno odoslané отправлено дата дата_отправки надіслано gönderildi gönderme_tarihi tarih
    gönderilme_tarihi küldve dátum elküldve trimis ημερομηνία εστάλη 送信日時 日時 日付 发送时间
    发送日期 日期 寄件日期 時間 보낸_날짜 날짜 تاريخ التاريخ נשלח תאריך dikirim tanggal saadetud
    išsiųsta nosūtīts poslano date_sent
    """
)
_SUBJECT = _words(
    """
    subject betreff objet asunto assunto oggetto onderwerp ämne emne aihe temat předmět predmet
    тема konu tárgy subiect θέμα 件名 主题 主題 主旨 제목 الموضوع נושא perihal subjek teema tema
    zadeva assumpte gaia chủ_đề
    """
)
_TO = _words(
    """
    to an à a para aan till til vastaanottaja do кому kime címzett către προς 宛先 收件人 收件者
    받는_사람 إلى אל kepada pour destinataire destinatario komu kam cc kopie copie
    """
)


def is_introduction(line: str) -> bool:
    """ "On …, … wrote:", with a date or an address to tell it from a person's own sentence."""
    line = line.strip(" \t>*")
    if not line or len(line) > LONGEST_INTRODUCTION:
        return False
    if _GOOGLE_DATED.match(line):
        return True
    if not _ENDS_INTRODUCTION.search(line) or not _WROTE.search(line):
        return False
    return bool(_DATED.search(line) or _ADDRESSED.search(line))


def is_original_marker(line: str) -> bool:
    return bool(_ORIGINAL.fullmatch(line.strip(" \t>*")))


def is_forward_marker(line: str) -> bool:
    return len(line) < LONGEST_INTRODUCTION and bool(_FORWARDED.match(line.strip(" \t>")))


def is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line))


def is_header_block(lines: list[str]) -> bool:
    """The few lines an Outlook puts above the mail it quotes: From, Sent, (To,) Subject."""
    if not lines or _label(lines[0]) not in _FROM:
        return False
    labels = {_label(line) for line in lines[1:8]}
    found = [bool(labels & kind) for kind in (_SENT, _SUBJECT, _TO)]
    return sum(found) >= 2


def _label(line: str) -> str:
    match = _LABEL.match(line[:200])
    return "_".join(match[1].lower().split()) if match else ""
