"""Threads of mail with somebody outside, in tables of their own."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import firstline.platform.clock

KEEP_SEARCH = """
CREATE FUNCTION side_conversations_sidemessage_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := firstline_text_vector(NEW.language, NEW.text);
    RETURN NEW;
END
$$;
CREATE TRIGGER side_conversations_sidemessage_keep_search
    BEFORE INSERT OR UPDATE OF text, language ON side_conversations_sidemessage
    FOR EACH ROW EXECUTE FUNCTION side_conversations_sidemessage_keep_search();
"""
FORGET_SEARCH = """
DROP TRIGGER side_conversations_sidemessage_keep_search ON side_conversations_sidemessage;
DROP FUNCTION side_conversations_sidemessage_keep_search();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('desk', '0013_keep_counts_of_tags'),
        ('files', '0001_initial'),
        ('search', '0002_text_and_spellings'),
        ('team', '0002_remember_list_density'),
    ]

    operations = [
        migrations.CreateModel(
            name='SideConversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('people', models.JSONField(default=list)),
                ('message_count', models.PositiveIntegerField(default=0)),
                ('last_heard', models.PositiveIntegerField(default=0)),
                ('last_writer', models.CharField(blank=True, default='', max_length=200)),
                ('preview', models.CharField(blank=True, default='', max_length=200)),
                ('begun_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.agent')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='side_conversations', to='desk.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='SideDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.JSONField(default=list)),
                ('subject', models.CharField(blank=True, default='', max_length=500)),
                ('html', models.TextField(blank=True, default='')),
                ('is_signed', models.BooleanField(default=True)),
                ('updated_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=0)),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='team.agent')),
                ('conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='side_conversations.sideconversation')),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='side_drafts', to='desk.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='SideMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('sender_name', models.CharField(blank=True, default='', max_length=200)),
                ('sender_address', models.CharField(blank=True, default='', max_length=254)),
                ('is_expected', models.BooleanField(default=True)),
                ('is_automatic', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('text', models.TextField(blank=True, default='')),
                ('html', models.TextField(blank=True, default='')),
                ('quoted_text', models.TextField(blank=True, default='')),
                ('quoted_html', models.TextField(blank=True, default='')),
                ('is_framed', models.BooleanField(default=False)),
                ('remote_images', models.PositiveIntegerField(default=0)),
                ('language', models.CharField(blank=True, default='', max_length=16)),
                ('to', models.JSONField(default=list)),
                ('cc', models.JSONField(default=list)),
                ('signature', models.TextField(blank=True, default='')),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('author', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.agent')),
                ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='side_conversations.sideconversation')),
            ],
        ),
        migrations.CreateModel(
            name='SideFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255)),
                ('content_id', models.CharField(blank=True, default='', max_length=255)),
                ('is_inline', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=firstline.platform.clock.now)),
                ('draft', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='side_conversations.sidedraft')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='side_conversations.sidemessage')),
            ],
        ),
        migrations.CreateModel(
            name='SideMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='side_conversations.sideconversation')),
                ('origin', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desk.ticket')),
                ('rearrangement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='side_moves', to='desk.rearrangement')),
            ],
        ),
        migrations.CreateModel(
            name='SideReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('agent', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='team.agent')),
                ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='side_conversations.sideconversation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='sidedraft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('conversation__isnull', True), ('ticket__isnull', False)), models.Q(('conversation__isnull', False), ('ticket__isnull', True)), _connector='OR'), name='side_draft_has_one_place'),
        ),
        migrations.AddConstraint(
            model_name='sidedraft',
            constraint=models.UniqueConstraint(condition=models.Q(('ticket__isnull', False)), fields=('author', 'ticket'), name='side_draft_of_ticket_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='sidedraft',
            constraint=models.UniqueConstraint(condition=models.Q(('conversation__isnull', False)), fields=('author', 'conversation'), name='side_draft_of_conversation_is_unique'),
        ),
        migrations.AddIndex(
            model_name='sidemessage',
            index=django.contrib.postgres.indexes.GinIndex(models.F('search'), models.Func(models.F('id'), function='firstline_search_windows', output_field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)), gin_pending_list_limit=256, name='side_message_search'),
        ),
        migrations.AddConstraint(
            model_name='sidemessage',
            constraint=models.UniqueConstraint(fields=('conversation', 'number'), name='side_message_number_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='sidefile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('draft__isnull', True), ('message__isnull', False)), models.Q(('draft__isnull', False), ('message__isnull', True)), _connector='OR'), name='side_file_has_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='sidereading',
            constraint=models.UniqueConstraint(fields=('conversation', 'agent'), name='side_reading_is_unique'),
        ),
        migrations.RunSQL(KEEP_SEARCH, FORGET_SEARCH),
    ]
