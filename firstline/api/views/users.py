from firstline.api.endpoints import Answer, describes
from firstline.api.shapes.user import UserAnswer, current_user, people
from firstline.team.access import AgentRequest


@describes(UserAnswer)
def me(request: AgentRequest) -> Answer:
    """The agent whose token is used."""
    person = people().get(pk=request.agent.pk)
    return Answer(UserAnswer(user=current_user(person, request)))
